/** Sources or an executable at a URL, known by their digest. */
import { join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { withBytes } from '../../elf/bytes.ts';
import { isElf } from '../../elf/elf-words.ts';
import { UmlRunError } from '../../model/errors.ts';
import { type Digest, download, type Progress } from '../../net/download.ts';
import { unpackSource } from '../compile/unpack-source.ts';
import { parseSourceUrl } from '../release/source-url.ts';
import { fetched } from './kept-downloads.ts';
import type { KernelSource } from './source.ts';

/** @throws UmlRunError `kernel-spec-invalid` when it is not such a URL */
export function urlSource(spec: string, context: Context): KernelSource {
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
      if (withBytes(file, isElf)) return file;
      log.progress(`unpacking ${name}`);
      return unpackSource(file, join(scratch, 'unpacked'), signal);

      async function fetchInto(folder: string, progress: Progress) {
        const path = join(folder, name);
        const digest: Digest = { algorithm: 'sha256', value: sha256 };
        if (await download(url, path, { digest, progress, signal })) return path;
        throw new UmlRunError('download-failed', `kernel "${spec}": the server has no such file`);
      }
    },
  };
}
