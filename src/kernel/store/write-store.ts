/** A folder of archives becomes a store: their index, signed. */
import type { KeyObject } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UmlRunError } from '../../model/errors.ts';
import type { Log } from '../../model/log.ts';
import type { PackedKernel } from './pack-kernel.ts';
import { parseIndex, type StoredKernel, type StoreIndex } from './store-index.ts';
import { isSigned, publicKeyOf, signatureOf } from './store-keys.ts';
import { indexName, signatureName } from './trusted-index.ts';

/** How long an index counts, in days: two of the workflow's rounds may fail. */
const days = 30;

/**
 * Writes archives into the folder of a store, and an index of them and of those that are there already.
 * @returns the new index
 * @throws UmlRunError `output-unwritable`; `download-untrusted` when the folder's index is of another key
 */
export async function writeStore(
  folder: string,
  packed: readonly PackedKernel[],
  key: KeyObject,
  log: Pick<Log, 'warning'>,
): Promise<StoreIndex> {
  try {
    await mkdir(folder, { recursive: true });
    const before = await readOwnIndex(folder, key);
    const now = new Date();
    const added = packed.map(({ entry }) => dated(entry, before, now, log));
    const kept = before ? await thoseThere(folder, before.kernels) : [];
    for (const { entry, archive } of packed) await writeWhole(join(folder, entry.asset), archive);
    const index: StoreIndex = {
      format: 1,
      serial: Math.max((before?.serial ?? 0) + 1, Math.floor(now.getTime() / 1000)),
      issued: now.toISOString(),
      expires: new Date(now.getTime() + days * 24 * 3_600_000).toISOString(),
      kernels: [...new Map([...kept, ...added].map((kernel) => [kernel.asset, kernel])).values()].sort(byAsset),
    };
    const bytes = Buffer.from(`${JSON.stringify(index, undefined, 2)}\n`);
    await writeWhole(join(folder, signatureName), signatureOf(bytes, key));
    await writeWhole(join(folder, indexName), bytes);
    return index;
  } catch (cause) {
    if (cause instanceof UmlRunError) throw cause;
    throw new UmlRunError('output-unwritable', `cannot write the store "${folder}": ${messageOf(cause)}`, { cause });
  }
}

async function readOwnIndex(folder: string, key: KeyObject): Promise<StoreIndex | undefined> {
  const name = join(folder, indexName);
  const bytes = await readFile(name).catch(() => undefined);
  if (!bytes) return undefined;
  const signature = await readFile(join(folder, signatureName)).catch(() => Buffer.alloc(0));
  if (isSigned(bytes, signature, publicKeyOf(key))) return parseIndex(bytes, name);
  throw new UmlRunError(
    'download-untrusted',
    `"${name}" was not signed with this key: publish to another folder, or remove the file`,
  );
}

/** The same input has to give the same bytes: then it is the kernel that was there before. */
function dated(entry: PackedKernel['entry'], before: StoreIndex | undefined, now: Date, log: Pick<Log, 'warning'>) {
  const old = before?.kernels.find(({ asset }) => asset === entry.asset);
  if (old?.sha256 === entry.sha256) return { ...entry, date: old.date };
  const input = ({ source, config, compiler, libc }: PackedKernel['entry']) =>
    [source, config, compiler, libc].join('\n');
  if (old && input(old) === input(entry))
    log.warning(`${entry.asset} has other bytes than before, although sources, configuration and tools are the same`);
  return { ...entry, date: now.toISOString() };
}

async function thoseThere(folder: string, kernels: StoredKernel[]): Promise<StoredKernel[]> {
  const sizes = await Promise.all(kernels.map(({ asset }) => stat(join(folder, asset)).catch(() => undefined)));
  return kernels.filter(({ size }, index) => sizes[index]?.size === size);
}

const byAsset = (left: StoredKernel, right: StoredKernel) => (left.asset < right.asset ? -1 : 1);

/** Nobody sees a half of it. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  await writeFile(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
}
