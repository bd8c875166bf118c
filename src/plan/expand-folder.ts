import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UmlRunError } from '../model/errors.ts';
import { isTestFile } from '../program/test-file.ts';
import { compareNatural } from '../text/natural-order.ts';

/**
 * The executables directly in a folder, in natural order. Other files are skipped: build folders hold many.
 *
 * @param pattern the folder as the user named it
 * @throws UmlRunError `test-not-found` when it cannot be read or has no executable
 */
export function expandFolder(path: string, pattern: string): string[] {
  const executables = namesIn(path, pattern)
    .map((name) => join(path, name))
    .filter(isTestFile);
  if (executables.length === 0) {
    throw new UmlRunError(
      'test-not-found',
      `no executable file directly in the folder "${pattern}": name another folder, or a glob such as "${join(pattern, '**/*')}"`,
    );
  }
  return executables.sort(compareNatural);
}

function namesIn(path: string, pattern: string): string[] {
  let names: Buffer[];
  try {
    names = readdirSync(path, { encoding: 'buffer' });
  } catch (cause) {
    throw new UmlRunError('test-not-found', `cannot read the folder "${pattern}": ${messageOf(cause)}`, { cause });
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
