import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Apt, download, show } from '../../apt/apt.ts';
import { unpackDeb } from '../../apt/deb.ts';
import { fetchMachinePackage, machinePackage } from '../../apt/machine-package.ts';
import type { Context } from '../../cache/context.ts';
import type { EntryFolders } from '../../cache/recipe.ts';
import { type Needs, setInterpreter } from '../../elf/glibc-needs.ts';
import { run, tool } from '../../host/run-tool.ts';
import { UmlRunError } from '../../model/errors.ts';
import { executableName } from '../kernel-record.ts';
import { loaderPath, relocate } from './relocate.ts';

/** Room for the path of any cache folder. As it is, it names a folder: without `relocate` the kernel does not start. */
const placeholder = '/'.repeat(1024);

/**
 * Gives a kernel the C library of its own suite, since it needs a newer one than this machine's. Another loader cannot
 * just be run with the kernel as its argument: the kernel starts itself again through /proc/self/exe.
 * @returns the version of the suite's libc6
 */
export async function fetchLibc(
  apt: Apt,
  { libraries }: Needs,
  { folder, scratch }: EntryFolders,
  context: Context,
): Promise<string> {
  const libc6 = (await show(apt, ['libc6'], context)).get('libc6');
  if (!libc6) throw new UmlRunError('archive-unavailable', 'the suite of the kernel does not have the package libc6');
  const files = join(scratch, 'libc6');
  await unpackDeb(await download(apt, libc6, join(scratch, 'libc6-deb'), context), files, context);
  await mkdir(join(folder, dirname(loaderPath)));
  for (const name of new Set([basename(loaderPath), ...libraries])) {
    await copyFile(findLibrary(files, name), join(folder, dirname(loaderPath), name));
  }
  await setPlaceholder(join(folder, executableName), scratch, context);
  return libc6.version;
}

/**
 * Makes a kernel take the libraries in `lib` beside it, and gives it room for the path of the loader there: before
 * `relocate` has written it, the kernel does not start.
 * @throws UmlRunError `tool-missing` or `archive-unavailable` where there is no patchelf
 */
export async function setPlaceholder(executable: string, scratch: string, context: Context): Promise<void> {
  const patchelf = await findPatchelf(scratch, context);
  // DT_RPATH, not DT_RUNPATH: the user's LD_LIBRARY_PATH shall not come before it.
  const args = ['--force-rpath', '--set-rpath', '$ORIGIN/lib', '--set-interpreter', placeholder];
  await tool(patchelf, [...args, executable], context);
}

/** Does something that starts the kernel where it lies now, and leaves it as it was. */
export async function withLoaderHere<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const changed = await relocate(folder, folder);
  const result = await work();
  for (const path of changed) setInterpreter(join(folder, path), '/');
  return result;
}

function findLibrary(files: string, name: string): string {
  for (const place of ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu']) {
    const path = join(files, place, name);
    if (existsSync(path)) return path;
  }
  throw new UmlRunError('archive-unavailable', `the kernel needs ${name}, which the libc6 of its suite does not have`);
}

/** This machine's own, or that of its apt. */
async function findPatchelf(scratch: string, context: Context): Promise<string> {
  if ((await run('patchelf', ['--version'], context)).ok) return 'patchelf';
  const found = await machinePackage('patchelf', context);
  const deb = await fetchMachinePackage(found, join(scratch, 'patchelf-deb'), context);
  await unpackDeb(deb, join(scratch, 'patchelf'), context);
  return join(scratch, 'patchelf', 'usr/bin/patchelf');
}
