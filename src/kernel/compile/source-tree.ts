/** A kernel source tree as the user or an unpacked tarball gives it. It is read, never written to. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UmlRunError } from '../../model/errors.ts';

export interface SourceTree {
  /** Absolute path. */
  path: string;
  /** As its Makefile has it, e.g. `6.12.9` or `7.2.0-rc1`. */
  version: string;
}

/**
 * @throws UmlRunError `kernel-source-invalid` when the folder is not a Linux source tree, or one without User Mode
 * Linux
 */
export async function readTree(folder: string): Promise<SourceTree> {
  const path = resolve(folder);
  const makefile = await readFile(join(path, 'Makefile'), 'utf8').catch(() => '');
  const field = (name: string): string => new RegExp(`^${name} *=[ \\t]*(.*)$`, 'm').exec(makefile)?.[1]?.trim() ?? '';
  const [version = '', patchlevel = '', sublevel = ''] = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].map(field);
  if (!/^\d+$/.test(version) || !/^\d+$/.test(patchlevel) || !existsSync(join(path, 'Kconfig'))) {
    throw new UmlRunError(
      'kernel-source-invalid',
      `"${folder}" is not a Linux source tree: it does not have a Makefile with VERSION and PATCHLEVEL beside a Kconfig`,
    );
  }
  if (!existsSync(join(path, 'arch/um/Kconfig'))) {
    throw new UmlRunError(
      'kernel-source-invalid',
      `"${folder}" does not have arch/um, which User Mode Linux is built from; get the whole source of Linux ${version}.${patchlevel}`,
    );
  }
  return { path, version: `${version}.${patchlevel}.${sublevel || '0'}${field('EXTRAVERSION')}` };
}

/** Whether the tree's version comes before `major.minor`. */
export function isBefore({ version }: Pick<SourceTree, 'version'>, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}
