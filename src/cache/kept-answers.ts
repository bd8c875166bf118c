import { lstatSync, type Stats } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { digestOfFile } from '../fs/digest.ts';
import { makeFolder } from '../fs/make-folder.ts';
import { replaceFile } from '../fs/replace-file.ts';
import { readTextSync } from '../host/read-text.ts';
import { oncePerRun } from './cache.ts';
import type { Context } from './context.ts';
import { keyOf } from './digests.ts';
import { isText, objectOf, oneOf, parseJson, type Validator } from './validate.ts';

/**
 * What can be found out of files at some cost, and stays true as long as they look the same: from the cache, else found
 * out now. An answer that was found while a file changed, or so soon after that a further change may not show, is not
 * kept.
 * @param name a file name: what was asked, and of what
 * @param files absolute paths of all that it depends on; symbolic links are not followed
 * @throws whatever `find` throws
 */
export async function keptAnswer<T>(
  context: Pick<Context, 'cache'>,
  name: string,
  files: readonly string[],
  isValid: Validator<T>,
  find: () => Promise<T>,
): Promise<T> {
  const { cache } = context;
  const file = join(cache.folder, 'memory', `${name}.json`);
  const { stamp, isSettled } = await lookAt(files);
  return oncePerRun(cache, `${name} ${stamp}`, async () => {
    const kept = parseJson(
      readTextSync(file) ?? '',
      objectOf<Kept<T>>({ version: oneOf(2), stamp: isText, value: isValid }),
    );
    if (kept?.stamp === stamp) return kept.value;
    const value = await find();
    if (isSettled && (await lookAt(files)).stamp === stamp) await keep(file, { version: 2, stamp, value });
    return value;
  });
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
export function cachedDigest(
  path: string,
  files: string[],
  find: () => Promise<string>,
  context: Context,
): Promise<string> {
  return keptAnswer(context, `digest~${keyOf(path)}`, files, isText, find);
}

interface Kept<T> {
  version: 2;
  stamp: string;
  value: T;
}

/** A cache that cannot be written to does without. */
async function keep(file: string, kept: Kept<unknown>): Promise<void> {
  try {
    makeFolder(dirname(file));
    await replaceFile(file, JSON.stringify(kept));
  } catch {
    // It is found out again.
  }
}

/** Files looked at at once: synchronously, which takes a fifth of the time; between batches, others have their turn. */
const batch = 1024;

/** Milliseconds in which a file may change twice and look the same: the coarsest clock of a file system ticks so. */
const tick = 2000;

/** @returns `isSettled`: whether each file is there, and the next change of any of them will show in the stamp */
async function lookAt(files: readonly string[]): Promise<{ stamp: string; isSettled: boolean }> {
  const looks: string[] = [];
  const settledBefore = Date.now() - tick;
  let isSettled = true;
  for (let start = 0; start < files.length; start += batch) {
    if (start > 0) await setImmediate();
    looks.push(...files.slice(start, start + batch).map(look));
  }
  return { stamp: keyOf(...looks), isSettled };

  /** Every change of a file, be it of its content or its mode, changes its ctime. */
  function look(file: string): string {
    const stats = statsOf(file);
    isSettled &&= stats !== undefined && stats.ctimeMs < settledBefore;
    return stats ? `${file}\0${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}` : file;
  }
}

function statsOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
