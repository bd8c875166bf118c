import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** The SHA-256 of bytes, in lower-case hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * @param algorithm as Node's `createHash` has it
 * @returns the digest of a file's content, lower-case hexadecimal
 * @throws the system's error when the file cannot be read
 */
export async function digestOfFile(path: string, algorithm = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  // In large pieces, for each costs some time.
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
