import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { replaceFile } from '../fs/replace-file.ts';
import { readTextSync } from '../host/read-text.ts';
import { UmlRunError } from '../model/errors.ts';
import { type Cache, oncePerRun } from './cache.ts';
import { type Context, requireNetwork } from './context.ts';
import { locked } from './lock.ts';
import { fetchFile, saveFileBeside } from './remotes/remotes.ts';
import { isNumber, objectOf, oneOf, parseJson, type Validator } from './validate.ts';

export interface LookupOptions<T> {
  /** Whether what lies in the cache folder is an answer; what is not is looked up again. */
  isValid: Validator<T>;
  /** What it is the answer to, in words for people. */
  what?: string;
  /** Look it up again, however fresh the answer is. */
  refresh?: boolean;
  /** Keep it in the remotes too, for the day: a machine that is new every time need not look it up every time. */
  share?: boolean;
  /** It is found on this machine: the network has nothing to do with it. */
  local?: boolean;
  /** How long the answer stays fresh; default: 24. */
  hours?: number | ((value: T) => number);
}

/** An answer as it is kept. */
interface Answer<T> {
  value: T;
  /** Milliseconds since the epoch. */
  time: number;
  /** How long it is fresh. */
  hours: number;
}

/**
 * An answer that is fresh in the cache, or is looked up now: once a run, and by one process at a time. Where it cannot
 * be looked up (an UmlRunError of the kind `machine`), an older answer is used, with a warning. Offline, any answer is
 * used, however old; so it is where the cache cannot be written to.
 * @param name a file name: what is looked up, and of what
 */
export function cachedLookup<T>(
  context: Context,
  name: string,
  options: LookupOptions<T>,
  find: () => Promise<T>,
): Promise<T> {
  const { cache, log, signal } = context;
  const {
    isValid,
    refresh = false,
    share = false,
    local = false,
    hours = 24,
    what = `the answer to "${name}"`,
  } = options;
  const again = `${name} again`;
  const found = oncePerRun(cache, refresh || cache.found.has(again) ? again : name, recall);
  return found;

  async function recall(): Promise<T> {
    const old = read(cache, name, isValid);
    if (old && !refresh && isFresh(old)) return old.value;
    if (old && context.offline && !local) return old.value;
    if (!local) requireNetwork(context, what);
    let hasLock = false;
    const answer = locked(context, `memory~${name}`, async () => {
      hasLock = true;
      const other = read(cache, name, isValid);
      if (other && other.time !== old?.time && isFresh(other)) return other.value;
      const shared = share && !refresh ? await recallShared(context, name, isValid) : undefined;
      return shared ? shared.value : lookUp(old);
    });
    return answer.catch((cause) => {
      if (hasLock || !old || refresh || !isUnwritable(cause)) throw cause;
      // Nothing newer can come into such a cache.
      return old.value;
    });
  }

  async function lookUp(old: Answer<T> | undefined): Promise<T> {
    // Later calls in this run that ask for a refresh get this.
    cache.found.set(again, found);
    try {
      const value = await find();
      await write(cache, name, { value, time: Date.now(), hours: typeof hours === 'function' ? hours(value) : hours });
      if (share) saveFileBeside(context, sharedKey(name), fileOf(cache, name));
      return value;
    } catch (cause) {
      signal?.throwIfAborted();
      if (!old || !(cause instanceof UmlRunError) || cause.kind !== 'machine') throw cause;
      const since = new Date(old.time).toISOString().slice(0, 16).replace('T', ' ');
      log.warning(`${cause.message}; using the answer from ${since} UTC`);
      return old.value;
    }
  }
}

function isUnwritable(error: unknown): boolean {
  return error instanceof UmlRunError && error.code === 'cache-unusable';
}

async function recallShared<T>(context: Context, name: string, isValid: Validator<T>): Promise<Answer<T> | undefined> {
  const { cache } = context;
  const file = `${fileOf(cache, name)}.shared`;
  try {
    makeFolder(dirname(file));
    if (!(await fetchFile(context, sharedKey(name), file))) return undefined;
    const answer = parse(readTextSync(file) ?? '', isValid);
    if (!answer || !isFresh(answer)) return undefined;
    await write(cache, name, answer);
    return answer;
  } finally {
    await rm(file, { force: true });
  }
}

/** An entry in a remote never changes, so each day has a key of its own. */
const sharedKey = (name: string) => `uml-run-1-memory-${name}-${new Date().toISOString().slice(0, 10)}`;

const isFresh = ({ time, hours }: Answer<unknown>) => Math.abs(Date.now() - time) < hours * 3_600_000;

const fileOf = (cache: Cache, name: string) => join(cache.folder, 'memory', `${name}.json`);

function read<T>(cache: Cache, name: string, isValid: Validator<T>): Answer<T> | undefined {
  return parse(readTextSync(fileOf(cache, name)) ?? '', isValid);
}

function parse<T>(text: string, isValid: Validator<T>): Answer<T> | undefined {
  const isAnswer = objectOf<Answer<T> & { version: 1 }>({
    version: oneOf(1),
    value: isValid,
    time: isNumber,
    hours: isNumber,
  });
  return parseJson(text, isAnswer);
}

async function write<T>(cache: Cache, name: string, { value, time, hours }: Answer<T>): Promise<void> {
  const file = fileOf(cache, name);
  makeFolder(dirname(file));
  await replaceFile(file, JSON.stringify({ version: 1, value, time, hours }));
}
