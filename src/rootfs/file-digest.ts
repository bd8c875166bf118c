import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Context } from '../cache/context.ts';
import { digestOf } from '../cache/entry-manifest.ts';
import { cachedLookup } from '../cache/lookups.ts';
import { UmlRunError } from '../model/errors.ts';

const hours = 365 * 24;

/**
 * SHA-256 of a file, lower-case hexadecimal. While its size and times stay what they were it is not read again.
 * @param path absolute
 * @throws UmlRunError `usage` when it cannot be read
 */
export async function digestOfFile(path: string, context: Context): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    const fingerprint = createHash('sha256').update([path, dev, ino, size, mtimeNs, ctimeNs].join('\0')).digest('hex');
    return await cachedLookup(context, `file-${fingerprint.slice(0, 32)}`, { hours }, () => digestOf(path));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'ENOENT')
      throw new UmlRunError('rootfs-invalid', `cannot read ${path}: ${message}`, { cause });
    throw cause;
  }
}
