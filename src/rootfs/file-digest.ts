import type { Context } from '../cache/context.ts';
import { cachedDigestOfFile } from '../cache/kept-answers.ts';
import { errnoOf, messageOf, UmlRunError } from '../model/errors.ts';

/**
 * `cachedDigestOfFile` of a file that the user named.
 * @param path absolute
 * @throws UmlRunError `file-unreadable` when it cannot be read
 */
export async function digestOfGivenFile(path: string, context: Context): Promise<string> {
  try {
    return await cachedDigestOfFile(path, context);
  } catch (cause) {
    if (!['EACCES', 'ENOENT'].includes(errnoOf(cause) ?? '')) throw cause;
    throw new UmlRunError('file-unreadable', `cannot read "${path}": ${messageOf(cause, path)}`, { cause });
  }
}
