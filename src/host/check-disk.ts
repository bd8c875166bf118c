import { access, constants, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errnoOf, messageOf } from '../model/errors.ts';
import type { Check } from './check.ts';
import { inMegabytes } from './megabytes.ts';

/** Four distribution kernels with their modules, a root file system, and room to unpack them. */
const enough = 1024 * 1024 * 1024;

/** @param folder of the cache; where it is not there yet, the folder that it would be made in counts */
export async function checkDisk(folder: string): Promise<Check> {
  const name = 'cache folder';
  const fix = 'make room there, or name another folder for the cache that you may write to';
  try {
    const existing = await nearest(resolve(folder));
    await access(existing, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(existing);
    const free = bavail * bsize;
    const found = `${folder}, ${inMegabytes(free)} free`;
    if (free >= enough) return { name, ok: true, found };
    return { name, ok: false, found: `${found}, less than ${inMegabytes(enough)}`, fix };
  } catch (error) {
    return { name, ok: false, found: `${folder} cannot be used: ${messageOf(error)}`, fix };
  }
}

async function nearest(folder: string): Promise<string> {
  try {
    await access(folder);
    return folder;
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    return nearest(dirname(folder));
  }
}
