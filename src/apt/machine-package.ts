import { join } from 'node:path';
import type { Cache } from '../cache/cache.ts';
import { locked } from '../cache/lock.ts';
import { UmlRunError } from '../model/errors.ts';
import { type Apt, download, machineApt, NotFetched, type Package, show, update } from './apt.ts';
import { privateApt } from './private-apt.ts';

/**
 * The version of a package that this machine's own apt would install.
 * @throws UmlRunError `machine` when it has none
 */
export async function machinePackage(cache: Cache, name: string, signal?: AbortSignal): Promise<Package> {
  const known = (await show(machineApt, [name], { signal })).get(name);
  if (known) return known;
  const { apt, problem } = await updatedCopy(cache, signal);
  const found = (await show(apt, [name], { signal })).get(name);
  if (found) return found;
  const reason = problem === undefined ? '' : `: ${problem}`;
  throw new UmlRunError('archive-unavailable', `apt on this machine has no package ${name}${reason}`);
}

/** Fetches a package from where this machine's own apt has it. @returns the path of the `.deb` */
export async function fetchMachinePackage(
  cache: Cache,
  wanted: Package,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  try {
    return await download(machineApt, wanted, folder, { signal });
  } catch (cause) {
    if (!(cause instanceof NotFetched)) throw cause;
    // The machine's indexes may be older than the archive.
    const { apt } = await updatedCopy(cache, signal);
    return download(apt, wanted, folder, { signal });
  }
}

/** The machine's own sources with fresh indexes, which an image of a container often lacks. The machine's are left alone. */
function updatedCopy(cache: Cache, signal?: AbortSignal): Promise<{ apt: Apt; problem: string | undefined }> {
  const name = 'apt~machine';
  const known = cache.found.get(name) as ReturnType<typeof updatedCopy> | undefined;
  const copy =
    known ??
    locked(cache, name, signal, async () => {
      cache.log.progress("fetching the indexes of this machine's archives");
      const apt = await privateApt(join(cache.folder, 'apt', 'machine'), 'machine', { signal });
      return { apt, problem: await update(apt, { signal }) };
    });
  cache.found.set(name, copy);
  return copy;
}
