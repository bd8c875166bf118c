/** Digests that cache entries and lookups are named by. */
import { createHash } from 'node:crypto';

/** @returns 32 hexadecimal digits that stand for all the parts, in their order */
export function keyOf(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 32);
}
