/** Sources or an executable at a URL, known by their digest. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { download } from '../../net/download.ts';
import { unpackSource } from '../compile/unpack-source.ts';
import { parseSourceUrl } from '../release/source-url.ts';
import { fetched } from './kept-downloads.ts';
import type { Source } from './source.ts';

/** @throws UmlRunError `usage` when it is no such URL */
export function urlSource(spec: string, context: Context): Source {
  const { url, sha256, name } = parseSourceUrl(spec);
  return {
    spec,
    name: url.href,
    digest: sha256,
    mayBeReady: true,
    origin: { url: url.href, sha256 },
    async fetch(scratch) {
      const { log, signal } = context;
      const file = await fetched(sha256, name, fetchInto, context);
      if (await isExecutable(file)) return file;
      log.progress(`unpacking ${name}`);
      return unpackSource(file, join(scratch, 'unpacked'), signal);

      async function fetchInto(folder: string, progress: (done: number, total: number | undefined) => void) {
        const path = join(folder, name);
        await download(url, path, sha256, { progress, ...(signal && { signal }) });
        return path;
      }
    },
  };
}

async function isExecutable(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1') === '\x7fELF';
  } finally {
    await file.close();
  }
}
