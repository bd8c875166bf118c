import { access, constants, realpath, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errnoOf, messageOf } from '../model/errors.ts';
import type { Check } from './check.ts';
import { inMegabytes } from './megabytes.ts';
import { noexecMountOf, readMounts } from './mounts.ts';
import { temporaryFolder } from './temporary-folders.ts';

/** Four distribution kernels with their modules, a root file system, and room to unpack them. */
const enoughForCache = 1024 * 1024 * 1024;

/** Copies of programs and their libraries. */
const enoughForCopies = 100 * 1024 * 1024;

/** @param folder of the cache; where it is not there yet, the folder that it would be made in counts */
export function checkCacheFolder(folder: string): Promise<Check> {
  const fix = 'make room there, or name another folder for the cache that you may write to and execute programs in';
  return checkDisk({ name: 'cache folder', folder, enough: enoughForCache, fix });
}

/** The folder that a run would use. */
export async function checkTemporaryFolder(): Promise<Check> {
  const [name, fix] = ['temporary files', 'make room there, or set TMPDIR to another folder that you may write to'];
  try {
    return await checkDisk({ name, folder: temporaryFolder(), enough: enoughForCopies, fix });
  } catch (error) {
    return { name, ok: false, found: messageOf(error), fix };
  }
}

interface Disk {
  name: string;
  folder: string;
  /** Bytes. */
  enough: number;
  fix: string;
}

async function checkDisk({ name, folder, enough, fix }: Disk): Promise<Check> {
  try {
    const existing = await nearest(resolve(folder));
    await access(existing, constants.W_OK | constants.X_OK);
    const { bavail, bsize, files, ffree } = await statfs(existing);
    const found = `${folder}, ${inMegabytes(bavail * bsize)} free`;
    const no = (why: string) => ({ name, ok: false, found: `${found}${why}`, fix });
    if (bavail * bsize < enough) return no(`, less than ${inMegabytes(enough)}`);
    // Some file systems do not count files.
    if (files > 0 && ffree === 0) return no(', but it can have no more files');
    const mount = noexecMountOf(existing, readMounts());
    if (mount) return no(`, but ${mount.point} is mounted noexec`);
    return { name, ok: true, found };
  } catch (error) {
    return { name, ok: false, found: `${folder} cannot be used: ${messageOf(error, folder)}`, fix };
  }
}

async function nearest(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    return nearest(dirname(folder));
  }
}
