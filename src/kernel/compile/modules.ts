/** What a configuration has as modules, installed as a guest finds it under /lib/modules. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { UmlRunError } from '../../model/errors.ts';
import type { Configuration } from './configuration.ts';
import type { Configured } from './configure.ts';
import { mergeFragments } from './fragment.ts';
import type { Job } from './job.ts';
import { runMake } from './run-make.ts';

export function hasModules({ values }: Pick<Configured, 'values'>): boolean {
  return [...values.values()].includes('m');
}

/**
 * Whether there will be some, as far as it can be seen before the sources are there: a `defconfig` has what it likes.
 */
export function mayHaveModules({ start, fragments }: Configuration): boolean {
  return start === 'defconfig' || mergeFragments(fragments).some(({ value }) => value === 'm');
}

/** @throws UmlRunError `tool-missing` where there is no depmod, without which modprobe in the guest finds nothing */
export async function requireDepmod(path = `${process.env.PATH}:/usr/sbin:/sbin`): Promise<void> {
  const { code } = await execa('depmod', ['--version'], { reject: false, env: { PATH: path } });
  if (code === 'ENOENT') {
    throw new UmlRunError(
      'tool-missing',
      'this machine lacks depmod, which kernel modules need; install it: sudo apt-get install kmod',
    );
  }
}

/**
 * Installs the built modules as `<into>/<release>`, stripped.
 *
 * @returns `into`
 */
export async function installModules(job: Job, release: string, into: string): Promise<string> {
  const stage = join(job.folder, 'modules-install');
  await runMake(job, [`INSTALL_MOD_PATH=${stage}`, 'INSTALL_MOD_STRIP=1', 'modules_install']);
  await rename(join(stage, 'lib/modules'), into);
  // They point into the build's folder.
  for (const link of ['build', 'source']) await rm(join(into, release, link), { force: true });
  return into;
}
