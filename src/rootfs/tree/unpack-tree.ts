import { chmod, mkdir } from 'node:fs/promises';
import type { Log } from '../../model/log.ts';
import type { TreeEntries } from './tree-entry.ts';
import { TreeWriter } from './writer.ts';

export interface UnpackOptions {
  /** What the entries come from, for messages. */
  what: string;
  /** Bytes that the tree may take. */
  limit: number;
  log: Log;
  signal?: AbortSignal | undefined;
}

/**
 * Creates a folder and puts all entries into it.
 * @throws UmlRunError `rootfs-invalid` for an entry that cannot be in a root file system, `rootfs-too-large`; the
 * signal's
 *   reason
 */
export async function unpackTree(entries: TreeEntries, folder: string, options: UnpackOptions): Promise<void> {
  const writer = await openTree(folder, options);
  for await (const entry of entries) {
    options.signal?.throwIfAborted();
    await writer.add(entry);
  }
  tellLeftOut(writer, options);
}

export async function openTree(folder: string, { what, limit }: UnpackOptions): Promise<TreeWriter> {
  await mkdir(folder, { recursive: true });
  // Nobody else of this machine gets at a program in it that runs as its owner (setuid).
  await chmod(folder, 0o700);
  return new TreeWriter(folder, what, limit);
}

export function tellLeftOut({ leftOut }: TreeWriter, { what, log }: UnpackOptions): void {
  const parts = [
    ...(leftOut.unnameable ? [`${leftOut.unnameable} whose names are not UTF-8`] : []),
    ...(leftOut.special ? [`${leftOut.special} device nodes, pipes and sockets`] : []),
  ];
  if (parts.length > 0) log.info(`${what}: left out ${parts.join(' and ')}`);
}
