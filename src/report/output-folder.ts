import { accessSync, constants, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { errnoOf, isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import { reportNames } from './write-reports.ts';

/**
 * Makes the output folder, and checks that it can be written to. Nothing in it is touched.
 *
 * @param output relative to the working folder or absolute
 * @returns its absolute path
 * @throws UmlRunError `output-unwritable` when it is not a folder, or cannot be made or written to; `disk-full`
 */
export function makeOutputFolder(output: string): string {
  return attempt(output, (folder) => {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  });
}

/**
 * Removes the reports of an earlier run, which would be taken for this one's if it ended early, and halves of reports
 * that a run has left which was killed. Call it only when nothing but running the tests is left to do, so that a run
 * that cannot start does not delete earlier results.
 *
 * @throws UmlRunError `output-unwritable` when they cannot be removed
 */
export function clearReports(output: string): void {
  attempt(output, (folder) => {
    makeFolder(folder);
    for (const name of readdirSync(folder)) if (isOfEarlierRun(name)) rmSync(join(folder, name), { force: true });
  });
}

function isOfEarlierRun(name: string): boolean {
  const [ending = '', writer] = /\.(\d+)\.tmp$/.exec(name) ?? [];
  const whole = name.slice(0, name.length - ending.length);
  return reportNames.some((report) => report === whole) && (writer === undefined || !existsSync(`/proc/${writer}`));
}

function attempt(output: string, step: (folder: string) => void): string {
  const folder = resolve(output);
  try {
    step(folder);
  } catch (cause) {
    throw new UmlRunError(
      isDiskFull(cause) ? 'disk-full' : 'output-unwritable',
      `cannot use output folder ${JSON.stringify(output)}: ${reasonOf(cause)}`,
      { cause },
    );
  }
  return folder;
}

function reasonOf(cause: unknown): string {
  const code = errnoOf(cause);
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return 'it, or a part of its path, is a file; name another with --output';
  if (code === 'ENOENT') return 'it cannot be created there; name another with --output';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'permission denied; name another with --output';
  return `${messageOf(cause)}; name another with --output`;
}
