import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UmlRunError } from '../model/errors.ts';
import { hasLostRight, isTestFile } from '../program/test-file.ts';
import { compareNatural } from '../text/natural-order.ts';
import { type FoundFiles, howToMend } from './lost-right.ts';

/**
 * The executables directly in a folder, in natural order. Other files are skipped: build folders hold many.
 *
 * @param pattern the folder as the user named it
 * @throws UmlRunError `test-not-found` when it cannot be read or has no executable
 */
export function expandFolder(path: string, pattern: string, cwd: string): FoundFiles {
  const files = namesIn(path, pattern)
    .map((name) => join(path, name))
    .sort(compareNatural);
  const [tests, lostRight] = [files.filter(isTestFile), files.filter(hasLostRight)];
  if (tests.length > 0) return { tests, lostRight };
  const advice =
    lostRight.length > 0
      ? `files that seem to be programs are not executable: ${howToMend(lostRight, cwd)}`
      : `name another folder, or a glob such as "${join(pattern, '**/*')}"`;
  throw new UmlRunError('test-not-found', `no executable file directly in the folder "${pattern}": ${advice}`);
}

function namesIn(path: string, pattern: string): string[] {
  let names: Buffer[];
  try {
    names = readdirSync(path, { encoding: 'buffer' });
  } catch (cause) {
    throw new UmlRunError('test-not-found', `cannot read the folder "${pattern}": ${messageOf(cause, pattern)}`, {
      cause,
    });
  }
  return names.map((bytes) => {
    const name = bytes.toString('utf8');
    if (Buffer.from(name).equals(bytes)) return name;
    throw new UmlRunError(
      'test-not-found',
      `the name of "${join(pattern, name)}" is not valid UTF-8, and uml-run cannot open it: rename it`,
    );
  });
}
