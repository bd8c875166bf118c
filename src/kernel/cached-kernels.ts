import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Cache } from '../cache/cache.ts';
import type { Context } from '../cache/context.ts';
import { type CachedEntry, listEntries, removeEntry } from '../cache/entries.ts';
import { seriesOf as seriesOfPackage } from './distro/choose-candidate.ts';
import { executableName, type KernelRecord, readRecord } from './kernel-record.ts';
import { type KernelSpec, parseKernelSpec } from './kernel-spec.ts';
import { modulesKind, modulesName } from './later-modules.ts';
import { seriesOf as seriesOfRelease } from './release/versions.ts';

/** So much of a key is enough to name a kernel, and what a list for people shows of one that is a digest. */
export const shortKeyLength = 12;

/** A kernel in the cache. */
export interface CachedKernel extends KernelRecord, CachedEntry {
  /** With those of its modules that are an entry of their own. */
  bytes: number;
  /** Absolute path of the executable. */
  path: string;
}

/** @returns the kernels in the cache, the one used last first */
export async function listKernels(cache: Cache): Promise<CachedKernel[]> {
  return (await readKernels(cache)).kernels;
}

/**
 * The same for whoever looks after the cache: with modules whose kernel is gone, which nothing can run.
 * @returns those with the folder of the modules for a path
 */
export async function listAllKernels(cache: Cache): Promise<CachedKernel[]> {
  const { kernels, modules } = await readKernels(cache);
  const left = modules.filter(({ key }) => !kernels.some((kernel) => kernel.key === key)).map(withoutKernel);
  const all = [...kernels, ...(await Promise.all(left))];
  return all.sort((a, b) => b.lastUsed.getTime() - a.lastUsed.getTime());
}

/** @returns the kernels, and all entries of modules, those of the kernels too */
async function readKernels(cache: Cache): Promise<{ kernels: CachedKernel[]; modules: CachedEntry[] }> {
  const [entries, modules] = await Promise.all([listEntries(cache, 'kernels'), listEntries(cache, modulesKind)]);
  const kernels = entries.map(async (entry) => {
    const record = await readRecord(entry.folder).catch(() => undefined);
    const bytes = entry.bytes + (modules.find(({ key }) => key === entry.key)?.bytes ?? 0);
    return record && { ...entry, ...record, bytes, path: join(entry.folder, executableName) };
  });
  return { kernels: (await Promise.all(kernels)).filter((kernel) => kernel !== undefined), modules };
}

async function withoutKernel(entry: CachedEntry): Promise<CachedKernel> {
  const path = join(entry.folder, modulesName);
  const [version = 'unknown'] = await readdir(path).catch(() => []);
  return { ...entry, version, path, source: 'modules whose kernel is not in the cache', origin: {} };
}

/**
 * Removes the kernel with that key (or with the only key that begins so) from the cache, or all that a spec could mean:
 * of a release or series, every kernel that runs it, wherever it comes from. Modules whose kernel is gone count as one.
 * @returns those that it removed
 * @throws UmlRunError `kernel-spec-invalid` for what is neither
 */
export async function removeKernels(wanted: string, context: Context): Promise<CachedKernel[]> {
  const kernels = await listAllKernels(context.cache);
  const ofKey = withKey(kernels, wanted);
  const isKey = ofKey.length > 0 || wanted === 'auto';
  const meant = isKey ? ofKey : kernels.filter(meantBy(parseKernelSpec(wanted)));
  for (const { key } of meant) {
    await removeEntry(context, 'kernels', key);
    await removeEntry(context, modulesKind, key);
  }
  return meant;
}

function withKey(kernels: CachedKernel[], wanted: string): CachedKernel[] {
  const exactly = kernels.filter(({ key }) => key === wanted);
  const begun = wanted.length >= shortKeyLength ? kernels.filter(({ key }) => key.startsWith(wanted)) : [];
  return exactly.length > 0 || begun.length !== 1 ? exactly : begun;
}

/** Which kernels of the cache a spec may mean: of `auto`, each that came from an archive, a mirror or a store. */
export function meantBy(spec: KernelSpec): (kernel: CachedKernel) => boolean {
  switch (spec.kind) {
    case 'auto':
      return ({ origin }) => [origin.package, origin.mirror, origin.store].some((from) => from !== undefined);
    case 'distro':
      return ({ origin: { package: name, version = '', suite } }) =>
        name !== undefined &&
        (spec.wanted === undefined || [version, suite, seriesOfPackage(version)].includes(spec.wanted));
    case 'release':
      return ({ origin: { release }, version }) =>
        [release, version, version.replace(/-.*/, ''), seriesOfRelease(version)].includes(spec.version);
    case 'path':
    case 'tarball':
      return ({ origin: { path } }) => path === resolve(spec.path);
    case 'url':
      return ({ origin: { sha256 } }) => sha256 === spec.sha256;
  }
}
