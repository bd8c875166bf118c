import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UmlRunError } from '../model/errors.ts';
import type { Cache } from './cache.ts';
import type { Context } from './context.ts';
import { locked } from './lock.ts';
import { fetchFile, saveFile } from './remotes/remotes.ts';

export interface LookupOptions<T> {
  /** Find it out again, however fresh the memory is. */
  refresh?: boolean;
  /** Keep it in the remotes too, for the day: so that a machine that is new every time need not find it out every time. */
  share?: boolean;
  /** How long the answer stays fresh; default: 24. */
  hours?: number | ((value: T) => number);
}

interface Memory<T> {
  value: T;
  /** Milliseconds since the epoch. */
  time: number;
  /** How long it is fresh. */
  hours: number;
}

/**
 * What was found out within the last 24 hours (or as many as it is good for), or is found out now: once a run, and by one process at a time.
 * When it cannot be found out (an UmlRunError `machine`), what is cachedLookup is used however old, with a warning.
 * @param name a file name: what is cachedLookup, and of what
 */
export function cachedLookup<T>(
  context: Context,
  name: string,
  { refresh = false, share = false, hours = 24 }: LookupOptions<T>,
  find: () => Promise<T>,
): Promise<T> {
  const { cache, log, signal } = context;
  const anew = `${name} anew`;
  const known = cache.found.get(anew) ?? (refresh ? undefined : cache.found.get(name));
  if (known) return known as Promise<T>;
  const found = recall();
  cache.found.set(refresh ? anew : name, found);
  return found;

  async function recall(): Promise<T> {
    const old = await read<T>(cache, name);
    if (old && !refresh && isFresh(old)) return old.value;
    return locked(context, `memory~${name}`, async () => {
      const other = await read<T>(cache, name);
      if (other && other.time !== old?.time && isFresh(other)) return other.value;
      const shared = share && !refresh ? await recallShared<T>(context, name) : undefined;
      return shared ? shared.value : findOut(old);
    });
  }

  async function findOut(old: Memory<T> | undefined): Promise<T> {
    // Whoever wants it anew in this run gets this.
    cache.found.set(anew, found);
    try {
      const value = await find();
      const memory = { value, time: Date.now(), hours: typeof hours === 'function' ? hours(value) : hours };
      await write(cache, name, memory);
      if (share) await saveShared(context, name);
      return value;
    } catch (cause) {
      signal?.throwIfAborted();
      if (!old || !(cause instanceof UmlRunError) || cause.kind !== 'machine') throw cause;
      const since = new Date(old.time).toISOString().slice(0, 16).replace('T', ' ');
      log.warning(`${cause.message}. What was found out at ${since} UTC is used`);
      return old.value;
    }
  }
}

async function recallShared<T>(context: Context, name: string): Promise<Memory<T> | undefined> {
  const { cache } = context;
  const file = `${fileOf(cache, name)}.shared`;
  try {
    await mkdir(dirname(file), { recursive: true });
    if (!(await fetchFile(context, sharedKey(name), file))) return undefined;
    const memory = parse<T>(await readFile(file, 'utf8'));
    if (!memory || !isFresh(memory)) return undefined;
    await write(cache, name, memory);
    return memory;
  } finally {
    await rm(file, { force: true });
  }
}

function saveShared(context: Context, name: string): Promise<void> {
  return saveFile(context, sharedKey(name), fileOf(context.cache, name));
}

/** What a remote has once stays as it is, so each day has a key of its own. */
const sharedKey = (name: string) => `uml-run-1-memory-${name}-${new Date().toISOString().slice(0, 10)}`;

const isFresh = ({ time, hours }: Memory<unknown>) => Math.abs(Date.now() - time) < hours * 3_600_000;

const fileOf = (cache: Cache, name: string) => join(cache.folder, 'memory', `${name}.json`);

async function read<T>(cache: Cache, name: string): Promise<Memory<T> | undefined> {
  try {
    return parse<T>(await readFile(fileOf(cache, name), 'utf8'));
  } catch {
    return undefined;
  }
}

function parse<T>(text: string): Memory<T> | undefined {
  try {
    const { version, ...memory } = JSON.parse(text);
    return version === 1 && Number.isFinite(memory.time) && 'value' in memory ? memory : undefined;
  } catch {
    return undefined;
  }
}

async function write<T>(cache: Cache, name: string, memory: Memory<T>): Promise<void> {
  const file = fileOf(cache, name);
  await mkdir(join(cache.folder, 'memory'), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify({ version: 1, ...memory }));
  await rename(`${file}.new`, file);
}
