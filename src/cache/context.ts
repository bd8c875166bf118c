import { checkArchitecture } from '../host/check-architecture.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import { Unreachable } from '../model/unreachable.ts';
import { type Cache, type CacheOptions, openCache } from './cache.ts';
import type { LaterChecks } from './later-checks.ts';

/** What a step that provides something for a run works with: the last parameter, unless that is a function. */
export interface Context {
  readonly cache: Cache;
  readonly log: Log;
  /** The network is not to be asked: what is needed has to be on this machine. */
  readonly offline?: boolean;
  /** Gives up the work, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Whoever has them makes them before a guest is told of its tests. Without them, nothing is put off. */
  readonly later?: LaterChecks;
}

/**
 * Opens the cache for a command.
 * @throws UmlRunError `processor-unsuitable` where no kernel runs, before anything is fetched; `cache-unusable` when its
 *   folder cannot be made
 */
export async function openContext({
  log,
  offline = false,
  signal,
  ...options
}: CacheOptions & Omit<Context, 'cache'>): Promise<Context> {
  const { ok, found, fix } = checkArchitecture();
  if (!ok)
    throw new UmlRunError('processor-unsuitable', `this machine is ${found}, and kernels are for x86-64; ${fix}`);
  return { cache: await openCache({ ...options, signal }), log, offline, signal };
}

/**
 * For whatever is about to ask the network.
 * @param what it is asked for, for the message
 * @throws Unreachable (`not-in-cache`) when it is not to be asked
 */
export function requireNetwork({ offline }: Pick<Context, 'offline'>, what: string): void {
  if (offline) throw new Unreachable('not-in-cache', `${what} is not in the cache; run it once without --offline`);
}

/**
 * The error for a spec, such as `kernel "6.1"`, that means nothing in the cache.
 * @param there what the cache has of that kind, in words for people
 * @param kind what that is
 */
export function notInCache(spec: string, there: readonly string[], kind: string): UmlRunError {
  const has = there.length > 0 ? `${there.join(', ')}; choose one of those, or` : `no ${kind};`;
  return new UmlRunError('not-in-cache', `${spec} is not in the cache, which has ${has} run it once without --offline`);
}
