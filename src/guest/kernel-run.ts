import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ConsoleEvent, Observation } from '../console/observer.ts';
import type { Kernel, Test } from '../model.ts';
import { Capture } from './capture.ts';
import { type GuestSettings, type Session, type SessionEnd, startSession } from './session.ts';

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

export interface KernelRunOptions {
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
  started(assignment: Assignment): void;
  /** @returns whether the test is to run again */
  ended(assignment: Assignment, outcome: Outcome, seconds: number): boolean;
}

/** Guests in a row that may end without having run a test, before the kernel is given up. */
const mostBarrenGuests = 2;

/**
 * Runs tests on one kernel, in as many guests as it takes: a test that takes its guest down, or has to be ended, is
 * followed by a fresh guest with the tests that are left.
 * @returns seconds from the start of the process to the first marker, of each guest that booted
 */
export async function runOnKernel(
  kernel: Kernel,
  assignments: Assignment[],
  options: KernelRunOptions,
): Promise<number[]> {
  const bootSeconds: number[] = [];
  let waiting = assignments;
  let barren = 0;
  for (let number = 1; waiting.length > 0; number++) {
    const batch = options.isolation === 'test' ? waiting.slice(0, 1) : waiting;
    const leave = await options.enter();
    let report: GuestReport;
    try {
      options.signal.throwIfAborted();
      report = await runGuest(kernel, batch, number, options);
    } finally {
      leave();
    }
    options.signal.throwIfAborted();
    if (report.bootSeconds !== undefined) bootSeconds.push(report.bootSeconds);
    const { done, again } = report;
    barren = done.size > 0 ? 0 : barren + 1;
    waiting = [...waiting.filter((assignment) => !done.has(assignment)), ...again];
    if (barren === mostBarrenGuests) {
      for (const assignment of waiting)
        options.ended(assignment, { kind: 'boot-failed', message: report.problem, log: report.log }, 0);
      return bootSeconds;
    }
  }
  return bootSeconds;
}

interface GuestReport {
  bootSeconds?: number;
  /** Assignments that have an outcome. */
  done: Set<Assignment>;
  /** Those of them that are to run once more. */
  again: Assignment[];
  /** Why the guest ran no test, should it have run none. */
  problem: string;
  /** The last lines of its console. */
  log: string[];
}

function runGuest(
  kernel: Kernel,
  batch: Assignment[],
  number: number,
  options: KernelRunOptions,
): Promise<GuestReport> {
  return new GuestRun(kernel, batch, number, options).report();
}

/** One guest at work: its clocks, its captures and what is known so far. */
class GuestRun {
  private readonly kernel: Kernel;
  private readonly batch: Assignment[];
  private readonly options: KernelRunOptions;
  private readonly session: Session;
  private readonly startedAt = performance.now();
  private readonly captures = new Map<number, { stdout: Capture; stderr: Capture }>();
  private readonly done = new Set<Assignment>();
  private readonly again: Assignment[] = [];
  private readonly logPath: string;
  private clock: NodeJS.Timeout | undefined;
  /** The test that started last. */
  private current = -1;
  private testStartedAt = 0;
  private timedOut = false;
  private bootSeconds: number | undefined;
  private problem: string | undefined;
  private failure: unknown;

  constructor(kernel: Kernel, batch: Assignment[], number: number, options: KernelRunOptions) {
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
      { name, logPath: this.logPath },
      (event) => this.attempt(() => this.hear(event)),
    );
  }

  async report(): Promise<GuestReport> {
    const abort = () => this.session.end();
    this.options.signal.addEventListener('abort', abort);
    try {
      const end = await this.session.ended;
      this.conclude(end);
      this.closeAll();
      if (this.failure) throw this.failure;
      const { done, again } = this;
      const report = { done, again, problem: this.problem ?? howItBooted(end), log: end.boot.log.slice(-60) };
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
    switch (event.type) {
      case 'hello':
        this.bootSeconds = this.secondsSince(this.startedAt);
        if (event.release !== this.kernel.version) {
          this.problem = `the guest runs Linux ${event.release}, not ${this.kernel.version}`;
          this.session.end();
        }
        break;
      case 'problem':
        this.problem = `init could not ${event.what}: error ${event.errno}`;
        break;
      case 'start':
        this.start(event.index);
        break;
      case 'bytes':
        this.capturesOf(event.index)[event.stream].write(event.bytes);
        break;
      case 'end':
        // The next test may have started before everything of this one had arrived; its clock goes on.
        if (event.index === this.current) this.setClock(this.options.bootTimeoutSeconds);
        this.end(event.index, { kind: 'observed', observation: event.observation }, event.observation.seconds);
        break;
      case 'bye':
        this.setClock(this.options.bootTimeoutSeconds);
        break;
    }
  }

  private start(index: number): void {
    const assignment = this.batch[index]!;
    this.current = index;
    this.testStartedAt = performance.now();
    this.capturesOf(index);
    this.setClock(assignment.test.timeoutSeconds);
    this.options.started(assignment);
  }

  private end(index: number, outcome: Outcome, seconds: number | undefined): void {
    const assignment = this.batch[index]!;
    this.closeCaptures(index);
    if (this.done.has(assignment)) return;
    this.done.add(assignment);
    const again = this.options.ended(assignment, outcome, seconds ?? this.secondsSince(this.testStartedAt));
    if (again) this.again.push(assignment);
    // A kernel that has complained once may keep quiet the next time, or be broken: the other tests get a fresh one.
    if (outcome.kind === 'observed' && outcome.observation.splats.length > 0) this.session.end();
  }

  /** The guest is gone. The test that was running then is told from what is known. */
  private conclude({ end, running }: SessionEnd): void {
    if (!running || this.options.signal.aborted) return;
    const { index, observation } = running;
    if (end.by === 'us' && !this.timedOut) return;
    const seconds = this.batch[index]!.test.timeoutSeconds;
    const without: Without = this.timedOut
      ? { cause: 'timeout', seconds }
      : { cause: 'guest-died', how: howItEnded({ end }) };
    this.end(index, { kind: 'observed', observation, without }, undefined);
  }

  private setClock(seconds: number): void {
    clearTimeout(this.clock);
    this.clock = setTimeout(() => {
      this.timedOut = true;
      if (this.bootSeconds === undefined) this.problem = `no sign of life from the guest within ${seconds} s`;
      this.session.end();
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
    try {
      captures?.stdout.close();
    } finally {
      captures?.stderr.close();
    }
  }

  private secondsSince(moment: number): number {
    return (performance.now() - moment) / 1000;
  }
}

function howItBooted({ end, boot }: SessionEnd): string {
  return boot.panic === undefined ? howItEnded({ end }) : `kernel panic: ${boot.panic}`;
}

function howItEnded({ end }: Pick<SessionEnd, 'end'>): string {
  if (end.by === 'us') return 'the guest was ended';
  return end.code === 0 ? 'the guest halted' : `the guest's kernel ended with code ${end.code}`;
}

/** Where a test's output goes, below the folder of logs. */
export function outputPaths(logs: string, kernel: string, test: string): { stdout: string; stderr: string } {
  const base = join(logs, safeName(kernel), ...test.split('/').map(safeName));
  return { stdout: `${base}.stdout`, stderr: `${base}.stderr` };
}

/** A name as a file's: what would be odd or too long there is written as `%` and its code. */
export function safeName(name: string): string {
  const safe = Buffer.from(name, 'utf8')
    .toString('latin1')
    .replace(/[^\w.+@=,-]|^\./g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return safe.length > 200
    ? `${safe.slice(0, 160)}~${createHash('sha256').update(name).digest('hex').slice(0, 16)}`
    : safe;
}
