import { realpathSync } from 'node:fs';
import type { Context } from '../cache/context.ts';
import { keptAnswer } from '../cache/kept-answers.ts';
import { isText } from '../cache/validate.ts';
import { run } from '../host/run-tool.ts';

/**
 * This machine's version of glibc, e.g. `2.36`; `0` when its C library is another. It is asked for again when its dynamic
 * loader, which a kernel starts with, has changed.
 */
export async function hostGlibc(context: Pick<Context, 'cache'>): Promise<string> {
  try {
    return await keptAnswer(context, 'glibc', [realpathSync(loader)], isText, askGlibc);
  } catch {
    return '0';
  }
}

/** The C library's file that all its dynamic programs start with; it changes with the library. */
export const loader = '/lib64/ld-linux-x86-64.so.2';

async function askGlibc(): Promise<string> {
  const { stdout } = await run('getconf', ['GNU_LIBC_VERSION']);
  const version = /^glibc (\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`getconf says "${stdout}"`);
  return version;
}
