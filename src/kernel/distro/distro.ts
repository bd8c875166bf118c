import { existsSync } from 'node:fs';
import { NotFetched } from '../../apt/apt.ts';
import { type Context, requireNetwork } from '../../cache/context.ts';
import { entry } from '../../cache/entry.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { Kernel } from '../../model/provisions.ts';
import { hostGlibc } from '../host-glibc.ts';
import { allModules, withModules } from '../later-modules.ts';
import { readyKernel } from '../ready-kernel.ts';
import { type Candidates, type CandidatesOptions, packageName, readCandidates } from './candidates.ts';
import { choose, listCandidates } from './choose-candidate.ts';
import { relocate } from './relocate.ts';
import type { KernelCandidate } from './suites.ts';

/** Increase it whenever something else is made from the same package. */
const form = 3;

/**
 * A kernel of the distribution's package, ready to run.
 * @param wanted a series, a suite or a version of the package; undefined for the newest that apt offers on this machine
 * @param isKept whether the cache has one; then the archive is not asked again for what it lacked the last time
 * @throws UmlRunError `kernel-not-found` when no suite has it, `archive-unavailable` when it cannot be fetched, or
 * `kernel-boot-failed` when it does not start
 */
export async function provideDistro(
  { text, wanted, isKept }: { text: string; wanted?: string; isKept: () => Promise<boolean> },
  options: CandidatesOptions,
  context: Context,
): Promise<Kernel> {
  const candidates = await readCandidates(options, context);
  try {
    return await provide(candidates);
  } catch (cause) {
    // The archive may have changed since it was asked.
    if (!(cause instanceof NotFetched) && (choose(candidates, wanted) || (await isKept()))) throw cause;
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

async function provideCandidate(
  spec: string,
  candidate: KernelCandidate,
  options: CandidatesOptions,
  context: Context,
): Promise<Kernel> {
  const { version, architecture, sha256 } = candidate;
  const content = `${sha256.slice(0, 16)}-${form}`;
  const name = [packageName, version, architecture, content, `glibc-${await hostGlibc(context)}`].join('_');
  const key = name.replaceAll(':', '-');
  const unpack = async (scratch: string) => {
    requireNetwork(context, `the package ${packageName} ${version}`);
    // Another machine asked the archive: this one's apt has none of its indexes.
    if (!existsSync(candidate.folder)) await readCandidates({ ...options, refresh: true }, context);
    const packages = await import('./unpack-package.ts');
    return { ...packages, unpacked: await packages.unpackPackage(candidate, scratch, context) };
  };
  const makeModules = async (folder: string, scratch: string) => {
    const { takeModules, unpacked } = await unpack(scratch);
    await takeModules(unpacked, folder);
  };
  const make = async (folder: string, scratch: string) => {
    const { takeModules, takeKernel, unpacked } = await unpack(scratch);
    // While they are at hand.
    const provideModules = () => allModules(context, key, (into) => takeModules(unpacked, into));
    await takeKernel(unpacked, provideModules, { folder, scratch }, context);
  };
  const ready = await entry(context, 'kernels', key, { make, relocate });
  return withModules(await readyKernel(spec, ready), key, makeModules, context);
}
