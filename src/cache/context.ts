import type { Log } from '../model/log.ts';
import { type Cache, type CacheOptions, openCache } from './cache.ts';

/** What a step that provides something for a run works with: the last parameter, unless that is a function. */
export interface Context {
  readonly cache: Cache;
  readonly log: Log;
  /** Gives up the work, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the cache for a command.
 * @throws UmlRunError `cache-unusable` when its folder cannot be made
 */
export async function openContext({
  log,
  signal,
  ...options
}: CacheOptions & Omit<Context, 'cache'>): Promise<Context> {
  return { cache: await openCache(options), log, signal };
}
