import { gunzipSync } from 'node:zlib';
import { readTar } from '../tar/read-tar.ts';

/**
 * What a mirror's `APKINDEX.tar.gz` says.
 * @param index its bytes
 * @returns undefined when there is no index in it
 */
export async function indexText(index: Buffer, what: string): Promise<string | undefined> {
  const bytes = async function* () {
    yield gunzipSync(index);
    // Alpine's tar archives may end without the blocks of zeros.
    yield Buffer.alloc(1024);
  };
  for await (const { name, content } of readTar(bytes(), what)) {
    if (name !== 'APKINDEX') continue;
    const pieces = [];
    for await (const piece of content()) pieces.push(piece);
    return Buffer.concat(pieces).toString('utf8');
  }
  return undefined;
}
