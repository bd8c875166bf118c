import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { nativeFile } from '../host/native-file.ts';
import { errnoText } from '../model/errno.ts';
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
export async function tryLock(context: Context, name: string): Promise<Release | undefined> {
  return lock(context, name, ['--try']);
}

async function waitForLock(context: Context, name: string): Promise<Release> {
  context.log.progress(`waiting: another process is preparing ${described(name)}`);
  const release = await lock(context, name, []);
  if (!release) throw cannotLock(lockFile(context.cache, name), 'somebody else has it');
  return release;
}

/** What a lock is of, for people: its name begins with the kind of an entry, or is none. */
function described(name: string): string {
  const [kind = ''] = name.split('~');
  return things[kind] ?? kind;
}

const things: Record<string, string> = {
  apt: "this machine's apt",
  kernels: 'the kernel',
  memory: 'an answer of a server',
  modules: "the kernel's modules",
  rootfs: 'the root file system',
  sources: "the kernel's sources",
  tools: 'a program',
};

/** The lock is the open file's: it ends when that is closed, which happens also when this process is killed. */
async function lock({ cache, signal }: Context, name: string, words: string[]): Promise<Release | undefined> {
  signal?.throwIfAborted();
  const path = lockFile(cache, name);
  makeFolder(dirname(path));
  // The files stay: one that somebody waits for must not be removed, and they are empty.
  const file = await open(path, 'a');
  let isLocked = false;
  try {
    isLocked = await flock(file, path, words, signal);
  } finally {
    if (!isLocked) await file.close();
  }
  return isLocked ? () => file.close() : undefined;
}

const lockFile = ({ folder }: Cache, name: string) => join(folder, 'locks', `${name}.lock`);

/**
 * Node has no flock(2), so a child calls it. The child has a session of its own, or ctrl-C would end it before this
 * process has cleaned up.
 * @returns false when somebody else has the lock
 */
async function flock({ fd }: FileHandle, path: string, words: string[], signal?: AbortSignal): Promise<boolean> {
  // It may have come while the file was opened, and is not heard any more.
  signal?.throwIfAborted();
  const child = spawn(nativeFile('lock'), words, { stdio: ['ignore', 'ignore', 'ignore', fd], detached: true });
  const kill = () => child.kill();
  signal?.addEventListener('abort', kill);
  const [error] = await once(child, 'close')
    .catch((cause) => cannotStart(path, cause))
    .finally(() => signal?.removeEventListener('abort', kill));
  signal?.throwIfAborted();
  if (error === constants.errno.EWOULDBLOCK) return false;
  if (error !== 0) throw cannotLock(path, error === null ? '"lock" was killed' : errnoText(error));
  return true;
}

function cannotStart(path: string, cause: unknown): never {
  const isOutOfPlace = ['ENOENT', 'EACCES'].includes(errnoOf(cause) ?? '');
  const advice = isOutOfPlace ? '; install uml-run again, where programs may be executed' : '';
  throw new UmlRunError('tool-failed', `cannot lock "${path}": ${messageOf(cause)}${advice}`, { cause });
}

function cannotLock(path: string, why: string): UmlRunError {
  return new UmlRunError('cache-unusable', `cannot lock "${path}": ${why}; name another folder with --cache <folder>`);
}
