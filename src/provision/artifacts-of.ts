import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Where files come back to that the program of `exec` leaves for its caller.
 * @param folder where the command is given, absolute; this process's current one without it
 */
export function artifactsOf({ UML_RUN_ARTIFACTS: given }: NodeJS.ProcessEnv, folder = ''): { artifactsPath?: string } {
  if (!given) return {};
  const path = resolve(folder, given);
  return { artifactsPath: existsSync(path) ? realpathSync(path) : path };
}
