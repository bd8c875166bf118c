import { join } from 'node:path';
import { type CachedEntry, listEntries, removeEntry } from '../store/entries.ts';
import type { Store } from '../store/store.ts';
import { executableName, type KernelRecord, readRecord } from './record.ts';

/** A kernel in the cache. */
export interface CachedKernel extends KernelRecord, CachedEntry {
  /** Absolute path of the executable. */
  path: string;
}

/** @returns the kernels in the cache, the one used last first */
export async function listKernels(store: Store): Promise<CachedKernel[]> {
  const entries = await listEntries(store, 'kernels');
  const kernels = entries.map(async (entry) => {
    const record = await readRecord(entry.folder).catch(() => undefined);
    return record && { ...entry, ...record, path: join(entry.folder, executableName) };
  });
  return (await Promise.all(kernels)).filter((kernel) => kernel !== undefined);
}

/** Removes the kernel with that `key` from the cache. @returns false when there was none */
export async function removeKernel(store: Store, key: string, signal?: AbortSignal): Promise<boolean> {
  return removeEntry(store, 'kernels', key, signal);
}
