import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

let known: Promise<string> | undefined;

/** @returns this machine's version of glibc, e.g. `2.36`; `0` when its C library is another */
export function hostGlibc(): Promise<string> {
  known ??= promisify(execFile)('getconf', ['GNU_LIBC_VERSION']).then(
    ({ stdout }) => /^glibc (\d+\.\d+)/.exec(stdout)?.[1] ?? '0',
    () => '0',
  );
  return known;
}
