import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UmlRunError } from '../model.ts';
import { locked } from './lock.ts';
import type { Store } from './store.ts';

export interface MemoryOptions {
  /** Find it out again, however fresh the memory is. */
  refresh?: boolean;
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
  { refresh = false, signal }: MemoryOptions,
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
      return findOut(old);
    });
  }

  async function findOut(old: Memory<T> | undefined): Promise<T> {
    // Whoever wants it anew in this run gets this.
    store.found.set(anew, found);
    try {
      const value = await find();
      await write(store, name, { value, time: Date.now(), hours: goodFor(value) });
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

const isFresh = ({ time, hours }: Memory<unknown>) => Math.abs(Date.now() - time) < hours * 3_600_000;

const fileOf = (store: Store, name: string) => join(store.folder, 'memory', `${name}.json`);

async function read<T>(store: Store, name: string): Promise<Memory<T> | undefined> {
  try {
    const { version, ...memory } = JSON.parse(await readFile(fileOf(store, name), 'utf8'));
    return version === 1 ? memory : undefined;
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
