import { basename, dirname, join, resolve } from 'node:path';
import { withBytes } from '../elf/bytes.ts';
import { readHead } from './program-file.ts';

/** Wrapper scripts have some 6 kB. */
const maxWrapper = 64 << 10;

/** @returns the absolute path of the program that a script is libtool's wrapper for; undefined when it is none */
export function programOfWrapper(script: string): string | undefined {
  const path = /^# .* - temporary wrapper script for (.+)$/m.exec(readHead(script).toString('utf8'))?.[1];
  return path === undefined ? undefined : resolve(dirname(script), path);
}

/**
 * What libtool's wrapper script sets in the environment of a program that is not installed yet: LD_LIBRARY_PATH.
 * @param program its absolute path: `t/.libs/prog`, where the wrapper is `t/prog`
 * @param environment what the program would have otherwise
 * @returns undefined for a program that has no such script
 */
export function environmentByWrapper(
  program: string,
  environment: Record<string, string> = {},
): Record<string, string> | undefined {
  const wrapper = join(dirname(dirname(program)), basename(program));
  try {
    if (programOfWrapper(wrapper) !== program) return undefined;
    const text = withBytes(wrapper, (bytes) => bytes.readUpTo(0, maxWrapper)).toString('utf8');
    const folders = /^ *LD_LIBRARY_PATH="(.+):\$LD_LIBRARY_PATH"$/m.exec(text)?.[1];
    if (folders === undefined) return undefined;
    return { LD_LIBRARY_PATH: [folders, environment.LD_LIBRARY_PATH].filter(Boolean).join(':') };
  } catch {
    return undefined;
  }
}
