import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NotFetched } from '../../apt/apt.ts';
import type { Context } from '../../cache/context.ts';
import { entry } from '../../cache/entry.ts';
import type { EntryRecipe } from '../../cache/recipe.ts';
import { type ErrorCode, UmlRunError } from '../../model/errors.ts';
import type { Kernel } from '../../model/provisions.ts';
import { hostGlibc } from '../host-glibc.ts';
import { executableName, readRecord } from '../kernel-record.ts';
import { type Candidates, type CandidatesOptions, packageName, readCandidates } from './candidates.ts';
import { choose, listCandidates } from './choose-candidate.ts';
import { endOfKey, findKept } from './kept-kernel.ts';
import { relocate } from './relocate.ts';
import type { KernelCandidate } from './suites.ts';
import { makeFromPackage } from './unpack-package.ts';

/**
 * A kernel of the distribution's package, ready to run. One of a series, suite or version that the archive does not have
 * any more comes from the cache, with a warning, unless a refresh is asked for.
 * @param wanted a series, a suite or a version of the package; undefined for the newest that apt offers on this machine
 * @throws UmlRunError `kernel-not-found` when no suite has it, `archive-unavailable` when it cannot be fetched, or
 * `kernel-boot-failed` when it does not start
 */
export async function provideDistro(
  { text, wanted }: { text: string; wanted?: string },
  options: CandidatesOptions,
  context: Context,
): Promise<Kernel> {
  const findInCache = async () => (options.refresh ? undefined : findKept(wanted, context));
  try {
    return await provideOffered({ text, wanted, findInCache }, options, context);
  } catch (cause) {
    if (!(cause instanceof UmlRunError) || !isGone.includes(cause.code)) throw cause;
    const kept = await findInCache();
    if (!kept) throw cause;
    context.log.warning(`${cause.message}; using ${kept.version} from the cache`);
    return readyKernel(text, kept.key, () => Promise.reject(cause), context);
  }
}

/** What says that the archive does not have it, or that there is no archive. */
const isGone: ErrorCode[] = ['kernel-not-found', 'archive-unavailable'];

async function provideOffered(
  { text, wanted, findInCache }: { text: string; wanted: string | undefined; findInCache: () => Promise<unknown> },
  options: CandidatesOptions,
  context: Context,
): Promise<Kernel> {
  const candidates = await readCandidates(options, context);
  try {
    return await provide(candidates);
  } catch (cause) {
    // The archive may have changed since it was asked.
    if (!(cause instanceof NotFetched) && (choose(candidates, wanted) || (await findInCache()))) throw cause;
    const refreshed = await readCandidates({ ...options, refresh: true }, context);
    const isSame = JSON.stringify(choose(refreshed, wanted)) === JSON.stringify(choose(candidates, wanted));
    // Indexes that did not have it have been fetched anew.
    if (isSame && !(cause instanceof NotFetched && cause.isUnknown)) throw cause;
    return await provide(refreshed);
  }

  async function provide(candidates: Candidates): Promise<Kernel> {
    const candidate = choose(candidates, wanted);
    if (candidate) return provideCandidate(text, candidate, options, context);
    const unread = candidates.problems.map((problem) => `; could not read ${problem}`).join('');
    throw new UmlRunError(
      'kernel-not-found',
      `kernel "${text}": no such package; the archive has ${listCandidates(candidates)}${unread}`,
    );
  }
}

/** Debian's take 4 to 11 MB, whatever the guest's memory is. */
const privateMegabytes = 512;

async function provideCandidate(
  spec: string,
  candidate: KernelCandidate,
  options: CandidatesOptions,
  context: Context,
): Promise<Kernel> {
  const { version, architecture, sha256 } = candidate;
  const name = [packageName, version, architecture, sha256.slice(0, 16)].join('_');
  const make = async (folder: string, scratch: string) => {
    // Another machine asked the archive: this one's apt has none of its indexes.
    if (!existsSync(candidate.folder)) await readCandidates({ ...options, refresh: true }, context);
    await makeFromPackage(candidate, folder, scratch, context);
  };
  return readyKernel(spec, `${name}${endOfKey(await hostGlibc())}`.replaceAll(':', '-'), make, context);
}

async function readyKernel(spec: string, key: string, make: EntryRecipe['make'], context: Context): Promise<Kernel> {
  const ready = await entry(context, 'kernels', key, { make, relocate });
  const { version, source } = await readRecord(ready.folder);
  return {
    spec,
    name: version,
    version,
    source,
    path: join(ready.folder, executableName),
    sha256: ready.sha256(executableName),
    modules: join(ready.folder, 'modules'),
    privateMegabytes,
  };
}
