import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Options } from '../config/options.ts';
import { neededCurrentFolder } from '../host/current-folder.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';
import type { Program, Test } from '../model/tests.ts';
import { readProgram } from '../program/program.ts';
import { rootfsHas } from '../rootfs/lookup.ts';
import { foldersOf } from './libraries.ts';

/** Where a program is to run. */
interface Place {
  rootfs: Rootfs;
  /** Of the program. */
  environment: Test['environment'];
  architecture: Options['kernelArchitecture'];
  /** Where the command is given, absolute; this process's current one without it. */
  folder?: string;
}

/**
 * Finds the program that a command names, as a shell would: a name with a slash is a file of the host; any other is a
 * command on the guest's PATH, or else a file in the current folder.
 * @throws UmlRunError `test-not-found` when there is neither
 */
export async function findProgram(
  name: string,
  { rootfs, environment, architecture, folder }: Place,
): Promise<Program> {
  if (!name.includes('/')) {
    const found = foldersOf(rootfs, environment)
      .map((folder) => `${folder}/${name}`)
      .find((path) => rootfsHas(rootfs, path));
    if (found) return { path: found, format: 'unknown', inRootfs: true, libraries: [], siblings: [] };
    if (!existsSync(join(folder ?? '', name)))
      throw new UmlRunError(
        'test-not-found',
        `"${name}" is neither a command of the rootfs "${rootfs.spec}" nor a file in this folder`,
      );
  }
  const path = isAbsolute(name) ? name : resolve(folder ?? neededCurrentFolder(), name);
  return readProgram(path, { architecture, environment });
}
