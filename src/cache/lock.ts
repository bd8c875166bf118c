import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { errnoOf, messageOf, UmlRunError } from '../model/errors.ts';
import type { Cache } from './cache.ts';
import type { Context } from './context.ts';
import { explained } from './disk-error.ts';

type Release = () => Promise<void>;

/**
 * Does the work while no other process, nor another caller in this one, holds the lock of that name.
 * A lock whose owner died is free: the operating system sees to it.
 * @throws UmlRunError `disk-full`, or `cache-unusable` when the cache folder cannot be written; whatever the work throws;
 * the signal's reason
 */
export async function locked<T>(context: Context, name: string, work: () => Promise<T>): Promise<T> {
  try {
    const release = (await tryLock(context, name)) ?? (await waitForLock(context, name));
    return await work().finally(release);
  } catch (cause) {
    context.signal?.throwIfAborted();
    throw explained(cause, context.cache);
  }
}

/** @returns how to give it back; undefined when somebody else has it */
export async function tryLock({ cache, signal }: Context, name: string): Promise<Release | undefined> {
  return flock(await lockFile(cache, name), ['-n'], signal);
}

async function waitForLock({ cache, log, signal }: Context, name: string): Promise<Release> {
  log.progress(`waiting for ${inShort(name)}: another process is preparing it`);
  const release = await flock(await lockFile(cache, name), [], signal);
  if (!release) throw new UmlRunError('cache-unusable', `cannot lock "${name}" in the cache folder "${cache.folder}"`);
  return release;
}

/** People do not read whole digests; the beginning is enough to recognize one. */
const inShort = (name: string) => name.replace(/[0-9a-f]{64}/, (digest) => digest.slice(0, 12));

/** The files stay: one that somebody waits for must not be removed, and they are empty. */
async function lockFile(cache: Cache, name: string): Promise<string> {
  const folder = join(cache.folder, 'locks');
  const file = join(folder, `${name}.lock`);
  makeFolder(folder);
  await writeFile(file, '', { flag: 'a' });
  return file;
}

/**
 * Node has no flock(2), so a child holds the lock: until its stdin closes, which happens also when this process is
 * killed. It has a session of its own, or ctrl-C would end it before this process has cleaned up.
 */
async function flock(file: string, flags: string[], signal?: AbortSignal): Promise<Release | undefined> {
  signal?.throwIfAborted();
  const child = spawn('flock', [...flags, file, 'sh', '-c', 'echo; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const end = () => child.stdin.end();
  const kill = () => child.kill();
  signal?.addEventListener('abort', kill);
  try {
    // Without a process, as when no descriptors are left, it has no streams either.
    await once(child, 'spawn').catch(cannotStart);
    child.stdin.on('error', () => {});
    const ended = once(child, 'close');
    const first = await Promise.race([once(child.stdout, 'data'), ended]);
    if (Buffer.isBuffer(first[0])) {
      return async () => {
        end();
        await ended;
      };
    }
    signal?.throwIfAborted();
    if (first[0] === 1) return undefined;
    throw new UmlRunError('cache-unusable', `cannot lock "${file}" with flock`);
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}

function cannotStart(cause: unknown): never {
  if (errnoOf(cause) !== 'ENOENT')
    throw new UmlRunError('tool-failed', `cannot start "flock": ${messageOf(cause)}`, { cause });
  throw new UmlRunError('tool-missing', '"flock" is not on this machine; install it: apt-get install util-linux', {
    cause,
  });
}
