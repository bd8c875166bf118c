import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { End } from '../console/markers.ts';
import { type RunningGuest, runGuest } from '../guest/run-guest.ts';
import { startClock } from '../host/clock.ts';
import type { PeerResult } from '../model/results.ts';
import { endOfPeer, type PeerJob } from './peer-result.ts';

/** What a peer runs with. */
export interface PeerRun {
  /** What is known of it before it runs. */
  result: PeerResult;
  /** Absolute path of the output folder. */
  output: string;
  bootTimeoutSeconds: number;
  /** Is told what is known of it, whenever that changes. */
  onChange(peer: PeerResult): void;
  /** Called when it is gone before the signal, with why. */
  onLoss(why: string): void;
}

export interface RunningPeer {
  name: string;
  /** Resolves when its program has started. */
  started: Promise<void>;
  /** Resolves when its guest is gone. */
  ended: Promise<void>;
  /**
   * Resolves when its program is known to run, or how it or its guest has ended.
   * @param patience seconds after which that is not waited for any more, as a guest's clock has them
   */
  hear(patience: number): Promise<void>;
  /** It is not ready in time: says why. */
  giveUp(why: string): void;
}

/** Runs a peer until the signal ends it. */
export function runPeer(peer: PeerJob, run: PeerRun, signal: AbortSignal): RunningPeer {
  const { name, kernel, test, settings } = peer;
  const { output, bootTimeoutSeconds } = run;
  const state = new PeerState(run);
  const streams = {
    stdout: createWriteStream(join(output, run.result.stdout)),
    stderr: createWriteStream(join(output, run.result.stderr)),
  };
  // A full disk costs what a peer prints, and no test.
  for (const stream of Object.values(streams)) stream.on('error', () => {});
  let hasStarted = () => {};
  const started = new Promise<void>((resolve) => {
    hasStarted = resolve;
  });
  const job = {
    kernel,
    tests: [test],
    // Once its program has ended, what that has sent last still arrives.
    waits: 'often' as const,
    settings,
    name: `peer-${name}`,
    logPath: join(output, run.result.log),
    bootTimeoutSeconds,
  };
  const question = new Question();
  let panic: string | undefined;
  const guest = runGuest(
    job,
    (event, running) => {
      if (event.type === 'bytes') streams[event.stream].write(event.bytes);
      if (event.type === 'started') {
        state.start();
        question.begin(running);
        hasStarted();
      }
      if (event.type === 'runs') question.answer();
      // Where its guest took it along, the guest's end says why.
      if (event.type !== 'ended') return;
      const { observation } = event.outcome;
      panic = observation.panic;
      if (!observation.end) return;
      if (!signal.aborted) state.end(observation.end);
      question.end();
    },
    signal,
  );
  const ended = guest
    .then(
      ({ problem, idle }) => {
        if (signal.aborted) return state.endWithRun();
        const words = panic ?? idle.panic;
        state.lose('is gone', words === undefined ? problem : `its kernel panicked: ${words}`);
      },
      (error) => (signal.aborted ? state.endWithRun() : state.lose('cannot run', error.message)),
    )
    .finally(() => {
      question.end();
      for (const stream of Object.values(streams)) stream.end();
    });
  return { name, started, ended, hear: (patience) => question.ask(patience), giveUp: (why) => state.giveUp(why) };
}

/** The question whether a peer's program runs. */
class Question {
  private guest: RunningGuest | undefined;
  private readonly askers = new Set<() => void>();

  /** Its program has started. */
  begin(guest: RunningGuest): void {
    this.guest = guest;
  }

  async ask(patience: number): Promise<void> {
    const { guest, askers } = this;
    if (!guest) return;
    guest.ask();
    await new Promise<void>((resolve) => {
      const stopClock = startClock(patience, resolve);
      askers.add(() => {
        stopClock();
        resolve();
      });
    });
  }

  answer(): void {
    for (const asker of this.askers) asker();
    this.askers.clear();
  }

  /** It has ended, and so has nothing to answer. */
  end(): void {
    this.guest = undefined;
    this.answer();
  }
}

/** What is known of a peer, each change of which is told. */
class PeerState {
  private result: PeerResult;
  private readonly run: Pick<PeerRun, 'onChange' | 'onLoss'>;
  private startedAt = 0;

  constructor(run: PeerRun) {
    this.result = run.result;
    this.run = run;
  }

  start(): void {
    this.startedAt = performance.now();
    this.change({ end: 'running', message: 'runs' });
  }

  end(end: End): void {
    const changes = endOfPeer(end);
    this.change(changes);
    if (changes.exitCode !== 0) this.tellLoss(`is gone: its program ${changes.message}`);
  }

  /** Its guest has ended, or cannot be started, before the run did. */
  lose(verb: string, problem: string): void {
    const { end, exitCode } = this.result;
    if (end === 'not-ready') this.change({ message: problem });
    if (end === 'running' || exitCode === 0) this.change({ end: 'guest-died', message: problem });
    this.tellLoss(`${verb}: ${problem}`);
  }

  giveUp(why: string): void {
    this.change({ end: 'not-ready', message: why });
  }

  endWithRun(): void {
    if (this.result.end === 'running') this.change({ message: 'ran until the run ended' });
  }

  private change(changes: Partial<PeerResult>): void {
    const isRunning = this.result.end === 'running';
    const seconds = isRunning ? (performance.now() - this.startedAt) / 1000 : this.result.seconds;
    this.result = { ...this.result, seconds, ...changes };
    this.run.onChange(this.result);
  }

  private tellLoss(why: string): void {
    this.run.onLoss(`the guest "${this.result.name}" ${why}`);
  }
}
