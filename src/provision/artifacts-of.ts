import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where files come back to that the program of `exec` leaves for its caller. */
export function artifactsOf({ UML_RUN_ARTIFACTS: path }: NodeJS.ProcessEnv): { artifactsPath?: string } {
  if (!path) return {};
  return { artifactsPath: existsSync(path) ? realpathSync(path) : resolve(path) };
}
