import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Options } from '../config/options.ts';
import { makeFolder } from '../fs/make-folder.ts';
import { neededCurrentFolder } from '../host/current-folder.ts';
import { takeName } from '../host/name-lock.ts';
import { abortable } from '../model/abortable.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import { makeWarmPlace, warmPlace } from './place.ts';
import { serverIdentity } from './server-key.ts';
import { starterName } from './server-names.ts';
import { isServing } from './servers.ts';

/** Milliseconds between two looks. */
const interval = 50;

/** Which server is there for a call. */
export interface Found {
  place: string;
  key: string;
}

/**
 * Finds the server for a call, or starts it: of several commands that look for the same one, a single one does.
 * @param words of the command line of a server that has the same options
 * @throws UmlRunError `option-invalid` for options that need a guest of the call's own; `guest-failed` when the server cannot
 * be started, with the last line that it has said; the signal's reason
 */
export async function findOrStartServer(
  options: Options,
  words: readonly string[],
  log: Log,
  signal: AbortSignal,
): Promise<Found> {
  refuseOwn(options);
  const place = warmPlace();
  const { key } = serverIdentity(options, neededCurrentFolder(), process.env);
  makeWarmPlace(place);
  for (;;) {
    if (await isServing(place, key)) return { place, key };
    const turn = await takeName(starterName(place, key));
    try {
      if (turn && !(await isServing(place, key))) await start(place, key, words, log, signal);
    } finally {
      turn?.close();
    }
    if (!turn) await wait(interval, undefined, { signal });
  }
}

/** What is copied or brought back for one call. */
function refuseOwn({ include, writable }: Options): void {
  const own = include.length > 0 ? '--include' : writable.length > 0 ? '--writable' : undefined;
  if (own !== undefined) throw new UmlRunError('option-invalid', `${own} needs a guest of the program's own`);
}

async function start(place: string, key: string, words: readonly string[], log: Log, signal: AbortSignal) {
  const doing = 'starting a server that keeps guests ready';
  log.progress(doing);
  const folder = join(place, key);
  makeFolder(folder);
  const path = join(folder, 'log');
  const output = openSync(path, 'a', 0o600);
  // Its last words may be in a file that it has removed.
  const input = openSync(path, 'r');
  let said = '';
  // It may have a kernel to fetch or to build first, which takes minutes.
  const hear = () => {
    const more = readFileSync(input, 'utf8');
    if (more === '') return;
    said += more;
    log.progress(`${doing}: ${lastLine(said)}`);
  };
  try {
    const child = spawn(process.execPath, [process.argv[1] ?? '', 'serve', ...words], {
      stdio: ['ignore', output, output],
      detached: true,
    });
    await isReady(child, { place, key }, hear, signal).catch((error: unknown) => {
      if (signal.aborted) child.kill();
      throw error;
    });
    child.unref();
    hear();
    if (hasEnded(child) && !(await isServing(place, key)))
      throw new UmlRunError('guest-failed', `cannot keep guests ready: ${endOf(child, said)}`);
  } finally {
    closeSync(output);
    closeSync(input);
  }
}

/** Waits until it listens, or has ended. @param hear is called now and then meanwhile */
async function isReady(
  child: ChildProcess,
  { place, key }: Found,
  hear: () => void,
  signal: AbortSignal,
): Promise<void> {
  await abortable(once(child, 'spawn'), signal);
  for (; !hasEnded(child) && !(await isServing(place, key)); hear()) await wait(interval, undefined, { signal });
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** @param log what it has said */
function endOf({ signalCode }: ChildProcess, log: string): string {
  if (signalCode !== null) return `the server was ended by ${signalCode}`;
  return lastLine(log) || 'the server has ended without a word';
}

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? '';
