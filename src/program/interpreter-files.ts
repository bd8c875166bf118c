import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HostFile, Program } from '../model/tests.ts';

/**
 * The files that a script's interpreter consists of, each where it is on this machine.
 * @param interpreter as it was read from its file
 */
export function filesOfInterpreter({ path, libraries, siblings }: Program): HostFile[] {
  const folder = dirname(path);
  // By it, Python knows that it is in a virtual environment, and where its own modules are.
  const settings = [folder, dirname(folder)].map((one) => join(one, 'pyvenv.cfg')).filter((file) => existsSync(file));
  const own = [path, ...settings].map((file) => ({ path: file, source: realpathSync(file) }));
  return [...libraries, ...siblings, ...own];
}
