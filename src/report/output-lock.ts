import { statSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { takeName } from '../host/name-lock.ts';
import { UmlRunError } from '../model/errors.ts';

/**
 * Keeps other runs out of an output folder while the work is done.
 *
 * The lock is an abstract socket, named after the folder: it needs no file, works on every file system, and is free
 * again however its process ends. Whoever connects is told who holds it. Runs in containers with networks of their own
 * do not see each other.
 *
 * @param folder absolute path of a folder that exists
 * @throws UmlRunError `output-in-use` when another run has it; whatever the work throws
 */
export async function withOutputFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const { dev, ino } = statSync(folder, { bigint: true });
  const name = `uml-run/output/${dev}-${ino}`;
  // One who is gone by the time it is asked has left the folder.
  const lock = (await take(name)) ?? refuse(folder, await holderOf(name)) ?? (await take(name));
  if (!lock) throw inUse(folder, 'another run');
  try {
    return await work();
  } finally {
    lock.close();
  }
}

function refuse(folder: string, holder: string | undefined): undefined {
  if (holder !== undefined) throw inUse(folder, holder);
}

function inUse(folder: string, holder: string): UmlRunError {
  const fix = 'wait until it has ended, or name another folder with --output';
  return new UmlRunError('output-in-use', `output folder "${folder}" is in use by ${holder}; ${fix}`);
}

function take(name: string): Promise<Server | undefined> {
  const holder = `process ${process.pid}, since ${new Date().toISOString()}`;
  return takeName(name, (asking) => asking.end(holder));
}

/** Milliseconds: whoever has it may be stopped. */
const patience = 1000;

/** @returns who listens there, in words; undefined when nobody does any more */
async function holderOf(name: string): Promise<string | undefined> {
  const socket = connect({ path: `\0${name}`, signal: AbortSignal.timeout(patience) });
  let answer = '';
  try {
    for await (const piece of socket) answer += piece;
  } catch {
    return undefined;
  }
  return /^process \d{1,10}, since [\dTZ:.-]{1,30}$/.test(answer) ? answer : 'another process';
}
