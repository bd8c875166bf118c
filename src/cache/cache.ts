import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { messageOf, UmlRunError } from '../model/errors.ts';
import { defaultFolder } from './default-folder.ts';
import type { Remote } from './remotes/remote.ts';

/** The cache of this machine, and the remotes behind it. */
export interface Cache {
  /** Absolute path, symbolic links resolved. */
  readonly folder: string;
  /** Nearest first. */
  readonly remotes: readonly Remote[];
  /** Remotes that failed in this run, and are not asked again. */
  readonly failed: Set<Remote>;
  /** What was found out in this run, by name: so that it is found out once. */
  readonly found: Map<string, Promise<unknown>>;
  /** What is being saved to remotes beside the run. */
  readonly saves: Set<Promise<void>>;
  /** Every entry that this run used. */
  readonly used: Used[];
  /** Ends the run. What is being saved goes on when only a part of the run is given up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where an entry came from: `local` is the cache folder, `made` is no cache at all, anything else is a remote's name.
 */
export interface Used {
  kind: string;
  key: string;
  from: string;
}

export interface CacheOptions {
  /** Default: `$UML_RUN_CACHE`, `$XDG_CACHE_HOME/uml-run` or `~/.cache/uml-run`. */
  folder?: string | undefined;
  remotes?: readonly Remote[];
  signal?: AbortSignal | undefined;
}

/**
 * Opens the cache, and makes its folder where there is none.
 * @throws UmlRunError `cache-unusable` when the folder cannot be made
 */
export async function openCache({ folder = defaultFolder(), remotes = [], signal }: CacheOptions = {}): Promise<Cache> {
  const path = resolve(folder);
  try {
    makeFolder(path);
  } catch (cause) {
    throw new UmlRunError(
      'cache-unusable',
      `cannot make the cache folder "${path}": ${messageOf(cause, path)}; name another with --cache <folder>`,
      { cause },
    );
  }
  const state = { failed: new Set<Remote>(), found: new Map(), saves: new Set<Promise<void>>(), used: [] };
  return { folder: realpathSync(path), remotes, ...state, signal };
}

/** What the work found out, once a run, however many ask for it by that name. */
export function oncePerRun<T>({ found }: Cache, name: string, work: () => Promise<T>): Promise<T> {
  const result = found.get(name) ?? work();
  found.set(name, result);
  // All who ask by one name do the same work.
  return result as Promise<T>;
}
