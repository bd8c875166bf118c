import { join } from 'node:path';
import { oncePerRun } from '../cache/cache.ts';
import { type Context, requireNetwork } from '../cache/context.ts';
import { locked } from '../cache/lock.ts';
import { UmlRunError } from '../model/errors.ts';
import { Unreachable } from '../model/unreachable.ts';
import { type Apt, download, machineApt, NotFetched, type Package, show, update } from './apt.ts';
import { fetchingOf, hostOutOfReach } from './apt-words.ts';
import { privateApt } from './private-apt.ts';

/**
 * The version of a package that this machine's own apt would install.
 * @throws UmlRunError `archive-unavailable` when it has none
 */
export async function machinePackage(name: string, context: Context): Promise<Package> {
  const known = (await show(machineApt, [name], context)).get(name);
  if (known) return known;
  requireNetwork(context, `the package ${name}`);
  const { apt, problem } = await updatedCopy(context);
  const found = (await show(apt, [name], context)).get(name);
  if (found) return found;
  const what = `apt on this machine does not have the package ${name}`;
  const host = hostOutOfReach(problem ?? '');
  if (host !== undefined)
    throw new Unreachable('archive-unavailable', `${what}: ${problem}; "${host}" cannot be reached`);
  throw new UmlRunError('archive-unavailable', problem === undefined ? what : `${what}: ${problem}`);
}

/** Fetches a package from where this machine's own apt has it. @returns the path of the `.deb` */
export async function fetchMachinePackage(wanted: Package, folder: string, context: Context): Promise<string> {
  requireNetwork(context, `the package ${wanted.name} ${wanted.version}`);
  try {
    return await download(machineApt, wanted, folder, context);
  } catch (cause) {
    if (!(cause instanceof NotFetched)) throw cause;
    // The machine's indexes may be older than the archive.
    const { apt } = await updatedCopy(context);
    return download(apt, wanted, folder, context);
  }
}

/**
 * The machine's own sources with fresh indexes, which an image of a container often lacks. The machine's are left
 * alone.
 */
function updatedCopy(context: Context): Promise<{ apt: Apt; problem: string | undefined }> {
  const { cache, log } = context;
  const name = 'apt~machine';
  return oncePerRun(cache, name, () =>
    locked(context, name, async () => {
      const doing = "fetching the indexes of this machine's archives";
      log.progress(doing);
      const onLine = (line: string) => {
        const fetching = fetchingOf(line);
        if (fetching) log.progress(`${doing}: ${fetching.what}`);
      };
      const apt = await privateApt(join(cache.folder, 'apt', 'machine'), 'machine', context);
      return { apt, problem: await update(apt, { ...context, onLine }) };
    }),
  );
}
