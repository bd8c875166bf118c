import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UmlRunError } from '../model/errors.ts';
import { isTestFile } from '../program/test-file.ts';
import { compareNatural } from '../text/natural-order.ts';

/**
 * The executables directly in a folder, in natural order. Other files are passed over, as build folders hold many.
 *
 * @param pattern the folder as the user named it
 * @throws UmlRunError `usage` when it cannot be read or has no executable
 */
export function expandFolder(path: string, pattern: string): string[] {
  const executables = namesIn(path, pattern)
    .map((name) => join(path, name))
    .filter(isTestFile);
  if (executables.length === 0) {
    throw new UmlRunError(
      'test-not-found',
      `the folder '${pattern}' has no executable file directly in it: name a folder that has, or a glob like '${join(pattern, '**/*')}'`,
    );
  }
  return executables.sort(compareNatural);
}

function namesIn(path: string, pattern: string): string[] {
  let names: Buffer[];
  try {
    names = readdirSync(path, { encoding: 'buffer' });
  } catch (error) {
    throw new UmlRunError('test-not-found', `cannot read the folder '${pattern}': ${(error as Error).message}`, {
      cause: error,
    });
  }
  return names.map((bytes) => {
    const name = bytes.toString('utf8');
    if (Buffer.from(name).equals(bytes)) return name;
    throw new UmlRunError(
      'test-not-found',
      `the folder '${pattern}' has a file whose name is not valid UTF-8 ('${name}'), which uml-run cannot open: rename it`,
    );
  });
}
