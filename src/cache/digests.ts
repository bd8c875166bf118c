/** Digests that cache entries and lookups are named by. */
import { createHash } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { digestOfFile } from '../fs/digest.ts';
import type { Context } from './context.ts';
import { cachedLookup } from './lookups.ts';
import { isText, objectOf } from './validate.ts';

/** @returns 32 hexadecimal digits that stand for all the parts, in their order */
export function keyOf(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 32);
}

/**
 * SHA-256 of a file, lower-case hexadecimal. As long as the file looks the same it is not read again.
 * @param path symbolic links are followed
 * @throws the system's error when it cannot be read
 */
export async function cachedDigestOfFile(path: string, context: Context): Promise<string> {
  const file = await realpath(path);
  return cachedDigest(file, [file], () => digestOfFile(file), context);
}

/**
 * The digest of something large that seldom changes.
 * @param path what it is of, absolute
 * @param files absolute paths of all that it depends on; symbolic links are not followed
 * @param find makes the digest
 */
export async function cachedDigest(
  path: string,
  files: string[],
  find: () => Promise<string>,
  context: Context,
): Promise<string> {
  const fingerprint = await fingerprintOf(files);
  const recall = (refresh: boolean) =>
    cachedLookup(
      context,
      `digest~${keyOf(path)}`,
      { refresh, local: true, hours: Number.MAX_SAFE_INTEGER, isValid: isKnownDigest },
      async () => ({ fingerprint, digest: await find() }),
    );
  const known = await recall(false);
  return known.fingerprint === fingerprint ? known.digest : (await recall(true)).digest;
}

const isKnownDigest = objectOf<{ fingerprint: string; digest: string }>({ fingerprint: isText, digest: isText });

/** Files looked at at once. */
const batch = 1024;

/** Every change of a file, be it of its content or its mode, changes its ctime. */
async function fingerprintOf(files: string[]): Promise<string> {
  const fingerprints: string[] = [];
  for (let start = 0; start < files.length; start += batch) {
    const part = files.slice(start, start + batch).map(async (file) => {
      const { dev, ino, size, ctimeMs } = await lstat(file);
      return `${file}\0${dev} ${ino} ${size} ${ctimeMs}`;
    });
    fingerprints.push(...(await Promise.all(part)));
  }
  return keyOf(...fingerprints);
}
