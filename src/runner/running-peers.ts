import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { GuestSettings } from '../guest/guest-settings.ts';
import type { TestOutcome } from '../guest/guest-state.ts';
import { makeFolderOfLogs } from '../guest/output-paths.ts';
import { runGuest } from '../guest/run-guest.ts';
import { abortable } from '../model/abortable.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';

/** A guest beside those of the tests. */
export interface PeerJob {
  name: string;
  kernel: Kernel;
  test: Test;
  settings: GuestSettings;
}

/** What says that a peer is ready: a test that runs in a guest like those of the tests, and ends with 0. */
export interface ReadyJob {
  /** The peer's. */
  name: string;
  /** What is waited for, in words. */
  what: string;
  test: Test;
}

export interface PeersJob {
  peers: readonly PeerJob[];
  ready: readonly ReadyJob[];
  /** Of the guests that `ready` is asked in. */
  kernel: Kernel;
  settings: GuestSettings;
  /** Absolute path of the output folder. */
  output: string;
  bootTimeoutSeconds: number;
  /** Called when a peer is gone, with why; not after `end`. */
  onLoss(why: string): void;
}

/** Peers at work. */
export interface RunningPeers {
  /** Ends them, and resolves when all are gone. */
  end(): Promise<void>;
}

/**
 * Starts all peers, and waits until each is ready.
 * @throws UmlRunError `peer-not-ready`, which names the one that is not; none is left then. The signal's reason
 */
export async function startPeers(job: PeersJob, signal: AbortSignal): Promise<RunningPeers> {
  makeFolderOfLogs(job.output);
  const over = new AbortController();
  const failure = new AbortController();
  const lost = (why: string) => {
    if (over.signal.aborted) return;
    failure.abort(new UmlRunError('peer-not-ready', why));
    job.onLoss(why);
  };
  const running = job.peers.map((peer) => runPeer(peer, job, AbortSignal.any([signal, over.signal]), lost));
  const end = async () => {
    over.abort();
    await Promise.all(running.map(({ ended }) => ended));
  };
  try {
    const waiting = AbortSignal.any([signal, failure.signal]);
    await abortable(Promise.all(running.map(({ started }) => started)), waiting);
    for (const ready of job.ready) await waitUntilReady(ready, job, waiting);
    return { end };
  } catch (error) {
    await end();
    throw error;
  }
}

interface RunningPeer {
  /** Resolves when its program has started. */
  started: Promise<void>;
  /** Resolves when its guest is gone. */
  ended: Promise<void>;
}

function runPeer(peer: PeerJob, job: PeersJob, signal: AbortSignal, lost: (why: string) => void): RunningPeer {
  const { name, kernel, test, settings } = peer;
  const base = join(job.output, 'logs', `peer-${name}`);
  const streams = { stdout: createWriteStream(`${base}.stdout`), stderr: createWriteStream(`${base}.stderr`) };
  // A full disk costs what a peer prints, and no test.
  for (const stream of Object.values(streams)) stream.on('error', () => {});
  let hasStarted = () => {};
  const started = new Promise<void>((resolve) => {
    hasStarted = resolve;
  });
  const guestJob = {
    kernel,
    tests: [test],
    // Once its program has ended, what that has sent last still arrives.
    waits: true,
    settings,
    name: `peer-${name}`,
    logPath: `${base}.log`,
    bootTimeoutSeconds: job.bootTimeoutSeconds,
  };
  const guest = runGuest(
    guestJob,
    (event) => {
      if (event.type === 'started') hasStarted();
      if (event.type === 'bytes') streams[event.stream].write(event.bytes);
      if (event.type === 'ended' && !hasPassed(event.outcome))
        lost(`the guest "${name}" is gone: its program ${howItEnded(event.outcome)}`);
    },
    signal,
  );
  const ended = guest
    .then(
      ({ problem }) => lost(`the guest "${name}" is gone: ${problem}`),
      (error) => lost(`the guest "${name}" cannot run: ${error.message}`),
    )
    .finally(() => Object.values(streams).forEach((stream) => void stream.end()));
  return { started, ended };
}

async function waitUntilReady({ name, what, test }: ReadyJob, job: PeersJob, signal: AbortSignal): Promise<void> {
  let outcome: TestOutcome | undefined;
  const { kernel, settings, output, bootTimeoutSeconds } = job;
  const logPath = join(output, 'logs', `ready-${name}.log`);
  const guest = { kernel, tests: [test], settings, name: `ready-${name}`, logPath, bootTimeoutSeconds };
  const { problem } = await runGuest(
    guest,
    (event) => {
      if (event.type === 'ended') outcome = event.outcome;
    },
    signal,
  );
  signal.throwIfAborted();
  if (outcome && hasPassed(outcome)) return;
  const why = outcome?.noExit?.cause === 'timeout' ? `not within ${bootTimeoutSeconds} s` : problem;
  throw new UmlRunError('peer-not-ready', `the guest "${name}" is not ready: it was waited for ${what}, ${why}`);
}

function hasPassed({ observation, noExit }: TestOutcome): boolean {
  return noExit === undefined && observation.end?.how === 'exit' && observation.end.code === 0;
}

function howItEnded({ observation: { end }, noExit }: TestOutcome): string {
  if (end?.how === 'exit') return `ended with code ${end.code}`;
  if (end?.how === 'signal') return `was ended by signal ${end.number}`;
  return end ? `could not be started (errno ${end.errno})` : `did not end: ${noExit?.cause ?? 'its guest ended'}`;
}
