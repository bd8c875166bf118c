import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UmlRunError } from '../model/model.ts';
import type { Store } from './cache.ts';
import { locked } from './lock.ts';
import { fetchFile, saveFile } from './remotes/remotes.ts';

export interface MemoryOptions {
  /** Find it out again, however fresh the memory is. */
  refresh?: boolean;
  /** Keep it in the archives too, for the day: so that a machine that is new every time need not find it out every time. */
  share?: boolean;
  signal?: AbortSignal | undefined;
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
 * When it cannot be found out (an UmlRunError `machine`), what is remembered is used however old, with a warning.
 * @param name a file name: what is remembered, and of what
 * @param goodFor hours
 */
export function remembered<T>(
  store: Store,
  name: string,
  { refresh = false, share = false, signal }: MemoryOptions,
  find: () => Promise<T>,
  goodFor: (value: T) => number = () => 24,
): Promise<T> {
  const anew = `${name} anew`;
  const known = store.found.get(anew) ?? (refresh ? undefined : store.found.get(name));
  if (known) return known as Promise<T>;
  const found = recall();
  store.found.set(refresh ? anew : name, found);
  return found;

  async function recall(): Promise<T> {
    const old = await read<T>(store, name);
    if (old && !refresh && isFresh(old)) return old.value;
    return locked(store, `memory~${name}`, signal, async () => {
      const other = await read<T>(store, name);
      if (other && other.time !== old?.time && isFresh(other)) return other.value;
      const shared = share && !refresh ? await recallShared<T>(store, name, signal) : undefined;
      return shared ? shared.value : findOut(old);
    });
  }

  async function findOut(old: Memory<T> | undefined): Promise<T> {
    // Whoever wants it anew in this run gets this.
    store.found.set(anew, found);
    try {
      const value = await find();
      const memory = { value, time: Date.now(), hours: goodFor(value) };
      await write(store, name, memory);
      if (share) await saveShared(store, name, signal);
      return value;
    } catch (cause) {
      signal?.throwIfAborted();
      if (!old || !(cause instanceof UmlRunError) || cause.kind !== 'machine') throw cause;
      const since = new Date(old.time).toISOString().slice(0, 16).replace('T', ' ');
      store.notices.warning(`${cause.message}. What was found out at ${since} UTC is used`);
      return old.value;
    }
  }
}

async function recallShared<T>(store: Store, name: string, signal?: AbortSignal): Promise<Memory<T> | undefined> {
  const file = `${fileOf(store, name)}.shared`;
  try {
    await mkdir(dirname(file), { recursive: true });
    if (!(await fetchFile(store, sharedKey(name), file, signal))) return undefined;
    const memory = parse<T>(await readFile(file, 'utf8'));
    if (!memory || !isFresh(memory)) return undefined;
    await write(store, name, memory);
    return memory;
  } finally {
    await rm(file, { force: true });
  }
}

function saveShared(store: Store, name: string, signal?: AbortSignal): Promise<void> {
  return saveFile(store, sharedKey(name), fileOf(store, name), signal);
}

/** What an archive has once stays as it is, so each day has a key of its own. */
const sharedKey = (name: string) => `uml-run-1-memory-${name}-${new Date().toISOString().slice(0, 10)}`;

const isFresh = ({ time, hours }: Memory<unknown>) => Math.abs(Date.now() - time) < hours * 3_600_000;

const fileOf = (store: Store, name: string) => join(store.folder, 'memory', `${name}.json`);

async function read<T>(store: Store, name: string): Promise<Memory<T> | undefined> {
  try {
    return parse<T>(await readFile(fileOf(store, name), 'utf8'));
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

async function write<T>(store: Store, name: string, memory: Memory<T>): Promise<void> {
  const file = fileOf(store, name);
  await mkdir(join(store.folder, 'memory'), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify({ version: 1, ...memory }));
  await rename(`${file}.new`, file);
}
