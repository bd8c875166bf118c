import { join } from 'node:path';
import type { GuestSettings } from '../guest/guest-settings.ts';
import type { TestOutcome } from '../guest/guest-state.ts';
import { makeFolderOfLogs } from '../guest/output-paths.ts';
import { runGuest } from '../guest/run-guest.ts';
import { abortable } from '../model/abortable.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import type { PeerResult } from '../model/results.ts';
import type { Test } from '../model/tests.ts';
import type { LostPeers } from './lost-peers.ts';
import { type RunningPeer, runPeer } from './peer.ts';
import { newPeer, type PeerJob, peerLog } from './peer-result.ts';

/** What says that a peer is ready: a test that runs in a guest like those of the tests, and ends with 0. */
export interface ReadyJob {
  /** The peer's. */
  name: string;
  /** What messages say as long as it is not. */
  unmet: string;
  test: Test;
}

/** The guests beside those of the tests. */
export interface PeersJob {
  peers: readonly PeerJob[];
  ready: readonly ReadyJob[];
  /** Of the guests that `ready` is asked in. */
  kernel: Kernel;
  settings: GuestSettings;
  /** Absolute path of the output folder. */
  output: string;
  bootTimeoutSeconds: number;
}

/** Is told of peers until the run ends. */
export interface PeersListener {
  /** What is known of one, whenever that changes. */
  onChange(peer: PeerResult): void;
  /** Is told of those that are gone while they may be needed. They take no other guest with them. */
  lost: LostPeers;
}

/**
 * Starts all peers, does the work once each is ready, and then ends them, however the work ends.
 * @throws UmlRunError `peer-not-ready`, which names the one that is not; what the work throws; the signal's reason
 */
export async function withPeers<Result>(
  job: PeersJob,
  { onChange, lost }: PeersListener,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const { output, bootTimeoutSeconds } = job;
  makeFolderOfLogs(output);
  const over = new AbortController();
  const ending = AbortSignal.any([signal, over.signal]);
  const failure = new AbortController();
  const onLoss = (why: string) => {
    failure.abort(new UmlRunError('peer-not-ready', why));
    lost.first ??= why;
  };
  const common = { output, bootTimeoutSeconds, onChange, onLoss };
  const running = job.peers.map((peer) => runPeer(peer, { ...common, result: newPeer(peer) }, ending));
  lost.begin(running);
  try {
    await waitForAll(running, job, AbortSignal.any([signal, failure.signal]));
    return await work();
  } finally {
    over.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }
}

async function waitForAll(running: readonly RunningPeer[], job: PeersJob, signal: AbortSignal): Promise<void> {
  await abortable(Promise.all(running.map(({ started }) => started)), signal);
  for (const ready of job.ready) {
    const problem = await whyNotReady(ready, job, signal);
    if (problem === undefined) continue;
    running.find(({ name }) => name === ready.name)?.giveUp(problem);
    throw new UmlRunError('peer-not-ready', `the guest "${ready.name}" is not ready: ${problem}`);
  }
}

/** @throws the signal's reason */
async function whyNotReady(
  { name, unmet, test }: ReadyJob,
  job: PeersJob,
  signal: AbortSignal,
): Promise<string | undefined> {
  let outcome: TestOutcome | undefined;
  const { kernel, settings, output, bootTimeoutSeconds } = job;
  const logPath = join(output, peerLog(name, 'ready.log'));
  const guest = { kernel, tests: [test], settings, name: `ready-${name}`, logPath, bootTimeoutSeconds };
  const { problem } = await runGuest(
    guest,
    (event) => {
      if (event.type === 'ended') outcome = event.outcome;
    },
    signal,
  );
  signal.throwIfAborted();
  if (outcome && hasPassed(outcome)) return undefined;
  return outcome?.noExit?.cause === 'timeout' ? `${unmet} within ${bootTimeoutSeconds} s` : `${unmet}: ${problem}`;
}

function hasPassed({ observation, noExit }: TestOutcome): boolean {
  return noExit === undefined && observation.end?.how === 'exit' && observation.end.code === 0;
}
