import { initProblem } from '../console/init-problem.ts';
import type { LogFindings } from '../console/kernel-log.ts';
import type { ConsoleEvent, Observation } from '../console/observer.ts';
import { Capture } from '../guest/capture.ts';
import { artifactsPath } from '../guest/output-paths.ts';
import { type GuestSettings, type Session, type SessionEnd, startSession } from '../guest/session.ts';
import { type Kernel, type Test, UmlRunError } from '../model/model.ts';

/** A test that is to run on a kernel, and where its output goes. */
export interface Assignment {
  test: Test;
  /** Absolute paths. */
  stdout: string;
  stderr: string;
}

/** What became of one attempt at a test. */
export type Outcome =
  | { kind: 'observed'; observation: Observation; without?: Without }
  /** No guest of this kernel gets as far as its first test. */
  | { kind: 'boot-failed'; message: string; log: string[] };

/** Why a test has no end of its own. */
export type Without = { cause: 'timeout'; seconds: number } | { cause: 'guest-died'; how: string };

/** `again`: the attempt is to be run once more. `stop`: no other test is to be run. */
export type AfterTest = 'next' | 'again' | 'stop';

export interface KernelRunOptions<Attempt extends Assignment> {
  settings: GuestSettings;
  isolation: 'shared' | 'test';
  bootTimeoutSeconds: number;
  /** Limit of each of a test's streams, in bytes. */
  outputLimit: number;
  /** Path of a guest's console log, by its number from 1. */
  logPath(guest: number): string;
  /** Waits until one more guest may run. The function that it gives back lets the next one in. */
  enter(): Promise<() => void>;
  signal: AbortSignal;
  /** Is told what went wrong with something else than a test. */
  complain(text: string): void;
  /** Is told what the kernel has said while no test was running. */
  idle(when: 'while it booted' | 'between tests', said: LogFindings): void;
  started(attempt: Attempt): void;
  /** @returns what comes after it */
  ended(attempt: Attempt, outcome: Outcome, seconds: number): AfterTest;
}

/** Guests in a row that may end without having run a test, before the kernel is given up. */
const mostBarrenGuests = 2;

/**
 * Runs tests on one kernel, in as many guests as it takes: a test that takes its guest down, or has to be ended, is
 * followed by a fresh guest with the tests that are left.
 * @returns seconds from the start of the process to the first marker, of each guest that booted
 */
export async function runOnKernel<Attempt extends Assignment>(
  kernel: Kernel,
  attempts: Attempt[],
  options: KernelRunOptions<Attempt>,
): Promise<number[]> {
  const bootSeconds: number[] = [];
  let waiting = attempts;
  let barren = 0;
  for (let number = 1; waiting.length > 0; number++) {
    const batch = options.isolation === 'test' ? waiting.slice(0, 1) : waiting;
    const leave = await options.enter();
    let report: GuestReport<Attempt>;
    try {
      options.signal.throwIfAborted();
      report = await runGuest(kernel, batch, number, options);
    } finally {
      leave();
    }
    options.signal.throwIfAborted();
    if (report.bootSeconds !== undefined) bootSeconds.push(report.bootSeconds);
    const { done, again, stop } = report;
    if (stop) return bootSeconds;
    barren = done.size > 0 ? 0 : barren + 1;
    waiting = [...waiting.filter((attempt) => !done.has(attempt)), ...again];
    if (barren === mostBarrenGuests) {
      for (const attempt of waiting)
        options.ended(attempt, { kind: 'boot-failed', message: report.problem, log: report.log }, 0);
      return bootSeconds;
    }
  }
  return bootSeconds;
}

interface GuestReport<Attempt> {
  bootSeconds?: number;
  /** Attempts that have an outcome. */
  done: Set<Attempt>;
  /** Those of them that are to run once more. */
  again: Attempt[];
  /** No other is to be run. */
  stop: boolean;
  /** Why the guest ran no test, should it have run none. */
  problem: string;
  /** The last lines of its console. */
  log: string[];
}

async function runGuest<Attempt extends Assignment>(
  kernel: Kernel,
  batch: Attempt[],
  number: number,
  options: KernelRunOptions<Attempt>,
): Promise<GuestReport<Attempt>> {
  try {
    return await new GuestRun(kernel, batch, number, options).report();
  } catch (error) {
    if (!(error instanceof UmlRunError)) throw error;
    return { done: new Set(), again: [], stop: false, problem: error.message, log: [] };
  }
}

/** How long init may take to tell what a test does that has had its time, in milliseconds. */
const longestInquiry = 500;

/** One guest at work: its clocks, its captures and what is known so far. */
class GuestRun<Attempt extends Assignment> {
  private readonly kernel: Kernel;
  private readonly batch: Attempt[];
  private readonly options: KernelRunOptions<Attempt>;
  private readonly session: Session;
  private readonly startedAt = performance.now();
  private readonly captures = new Map<number, { stdout: Capture; stderr: Capture }>();
  private readonly done = new Set<Attempt>();
  private readonly again: Attempt[] = [];
  private stop = false;
  /** The guest is being ended; what its tests do meanwhile counts for nothing. */
  private leaving = false;
  private readonly logPath: string;
  private clock: NodeJS.Timeout | undefined;
  /** Which test the clock is for. */
  private clockOf: number | undefined;
  private readonly testStartedAt = new Map<number, number>();
  /** Which test has had its time; the guest itself before the first and after the last. */
  private late: { index: number | undefined } | undefined;
  private bootSeconds: number | undefined;
  private problem: string | undefined;
  private failure: unknown;

  constructor(kernel: Kernel, batch: Attempt[], number: number, options: KernelRunOptions<Attempt>) {
    this.kernel = kernel;
    this.batch = batch;
    this.options = options;
    this.logPath = options.logPath(number);
    const name = `${kernel.name.replace(/[^\w.-]/g, '_')}-${number}`;
    this.setClock(options.bootTimeoutSeconds);
    this.session = startSession(
      kernel,
      batch.map(({ test }) => test),
      options.settings,
      { name, logPath: this.logPath, artifactsPath: (index) => artifactsPath(batch[index]!) },
      (event) => this.attempt(() => this.hear(event)),
    );
  }

  async report(): Promise<GuestReport<Attempt>> {
    const abort = () => this.session.end();
    this.options.signal.addEventListener('abort', abort);
    try {
      const end = await this.session.ended;
      this.conclude(end);
      this.closeAll();
      if (this.failure) throw this.failure;
      for (const text of end.leftOut) this.options.complain(text);
      if (this.bootSeconds !== undefined) this.options.idle('while it booted', end.boot);
      this.options.idle('between tests', end.idle);
      const { done, again, stop } = this;
      const report = { done, again, stop, problem: this.problem ?? howItBooted(end), log: end.boot.log.slice(-60) };
      return this.bootSeconds === undefined ? report : { ...report, bootSeconds: this.bootSeconds };
    } finally {
      clearTimeout(this.clock);
      this.options.signal.removeEventListener('abort', abort);
      this.closeAll();
    }
  }

  /** What a test wrote cannot be kept, say: this guest has no use any more. */
  private attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.failure ??= error;
      this.session.end();
    }
  }

  private closeAll(): void {
    for (const index of this.captures.keys()) this.attempt(() => this.closeCaptures(index));
  }

  private hear(event: ConsoleEvent): void {
    if (this.leaving) return;
    // What comes after the time was up counts for nothing but to tell what the test was doing.
    if (this.late && !(event.type === 'bytes' && event.index === this.late.index)) {
      if (event.type === 'state') this.session.end();
      return;
    }
    switch (event.type) {
      case 'hello':
        this.bootSeconds = this.secondsSince(this.startedAt);
        if (event.release !== this.kernel.version) {
          this.problem = `the guest runs Linux ${event.release}, not ${this.kernel.version}`;
          this.session.end();
        }
        break;
      case 'problem':
        this.problem = initProblem(event.what, event.errno);
        break;
      case 'start':
        this.start(event.index);
        break;
      case 'bytes':
        this.capturesOf(event.index)[event.stream].write(event.bytes);
        break;
      case 'end':
        // The next one may have started: its start comes on another channel than the last bytes of this one.
        if (this.clockOf === event.index) this.setClock(this.options.bootTimeoutSeconds);
        this.end(event.index, { kind: 'observed', observation: event.observation }, event.observation.seconds);
        break;
      case 'bye':
        this.setClock(this.options.bootTimeoutSeconds);
        break;
    }
  }

  private start(index: number): void {
    const assignment = this.batch[index]!;
    this.testStartedAt.set(index, performance.now());
    this.capturesOf(index);
    this.setClock(assignment.test.timeoutSeconds);
    this.clockOf = index;
    this.options.started(assignment);
  }

  private end(index: number, outcome: Outcome, seconds: number | undefined): void {
    const assignment = this.batch[index]!;
    this.closeCaptures(index);
    if (this.done.has(assignment)) return;
    this.done.add(assignment);
    const after = this.options.ended(assignment, outcome, seconds ?? this.secondsSince(this.testStartedAt.get(index)!));
    if (after === 'again') this.again.push(assignment);
    if (after === 'stop') this.stop = true;
    // A kernel that has complained once may keep quiet the next time, or be broken: the other tests get a fresh one.
    const complained = outcome.kind === 'observed' && outcome.observation.splats.length > 0;
    this.leaving = complained || this.stop;
    if (this.leaving) this.session.end();
  }

  /** The guest is gone. The test that was running then is told from what is known. */
  private conclude({ end, running, observed, leftTooMuch }: SessionEnd): void {
    const index = this.late ? this.late.index : running;
    if (index === undefined || this.leaving || this.options.signal.aborted) return;
    if (end.by === 'us' && !this.late && !leftTooMuch) return;
    const { end: _, seconds: __, ...observation } = observed(index);
    const { timeoutSeconds } = this.batch[index]!.test;
    const without: Without = this.late
      ? { cause: 'timeout', seconds: timeoutSeconds }
      : { cause: 'guest-died', how: leftTooMuch ? tooMuch : howItEnded({ end }) };
    this.end(index, { kind: 'observed', observation, without }, this.late && timeoutSeconds);
  }

  private setClock(seconds: number): void {
    clearTimeout(this.clock);
    this.clockOf = undefined;
    this.clock = setTimeout(() => {
      this.late = { index: this.session.running() };
      if (this.bootSeconds === undefined) this.problem = `no sign of life from the guest within ${seconds} s`;
      if (this.late.index === undefined) return this.session.end();
      this.session.inquire();
      this.clock = setTimeout(() => this.session.end(), longestInquiry);
    }, seconds * 1000);
  }

  private capturesOf(index: number): { stdout: Capture; stderr: Capture } {
    const there = this.captures.get(index);
    if (there) return there;
    const { stdout, stderr } = this.batch[index]!;
    const { outputLimit } = this.options;
    const made = { stdout: new Capture(stdout, outputLimit), stderr: new Capture(stderr, outputLimit) };
    this.captures.set(index, made);
    return made;
  }

  private closeCaptures(index: number): void {
    const captures = this.captures.get(index);
    this.captures.delete(index);
    for (const capture of captures ? [captures.stdout, captures.stderr] : []) {
      capture.close();
      if (capture.problem !== undefined) this.options.complain(capture.problem);
    }
  }

  private secondsSince(moment: number): number {
    return (performance.now() - moment) / 1000;
  }
}

const tooMuch = 'the guest was ended, for there was more in $UML_RUN_ARTIFACTS than --artifacts-limit allows';

function howItBooted({ end, boot }: SessionEnd): string {
  const how = boot.panic === undefined ? howItEnded({ end }) : `kernel panic: ${boot.panic}`;
  return boot.outOfMemory ? `${how}; it has too little memory, and --memory gives it more` : how;
}

function howItEnded({ end }: Pick<SessionEnd, 'end'>): string {
  if (end.by === 'us') return 'the guest was ended';
  return end.code === 0 ? 'the guest halted' : `the guest's kernel ended with code ${end.code}`;
}
