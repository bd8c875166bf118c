import { KernelLog, type LogFindings } from './kernel-log.ts';
import { Lines } from './lines.ts';
import { type End, type Marker, type PageRun, parseMarker } from './markers.ts';
import { TestStream } from './stream.ts';
import type { Thread } from './thread.ts';

export type Channel = 'control' | 'stdout' | 'stderr' | 'log';

/** What was seen of one test, from its start to its end or the guest's. */
export interface Observation extends LogFindings {
  /** Missing when the test had no end: the guest ended before. */
  end?: End;
  /** By the guest's clock. */
  seconds?: number;
  /** The kernel's taint flags when the test started and when it had ended, where the kernel reports them. */
  taint?: { before: number; after: number };
  /** It has filled the memory that there is for what is written to the folder that it started in. */
  isFull?: true;
  /** What its threads did when its time was up, where init could be asked. */
  threads?: Thread[];
}

export type ConsoleEvent =
  /** It has booted, and waits for its boot plan. */
  | { type: 'waits' }
  | { type: 'hello'; release: string }
  | { type: 'problem'; errno: number; what: string }
  | { type: 'read-only' }
  /** Nothing is left of the tests before: it waits for more. */
  | { type: 'ready' }
  /** It is to be answered on each console. */
  | { type: 'listens' }
  /** The test of an index, which runs, can be sent the next piece of its input. */
  | { type: 'took'; index: number }
  /** Much of what the test writes may come through these pages, each of which begins with its token now. */
  | { type: 'shares'; token: string; runs: PageRun[] }
  | { type: 'start'; index: number }
  | { type: 'bytes'; index: number; stream: 'stdout' | 'stderr'; bytes: Buffer }
  /** Init has said what this test's threads do. */
  | { type: 'state'; index: number }
  /** Everything of this test has arrived. */
  | { type: 'end'; index: number; observation: Observation }
  | { type: 'bye'; why: string };

interface Seen {
  log: KernelLog;
  started: boolean;
  taintBefore?: number;
  end?: Pick<Observation, 'end' | 'seconds' | 'taint'>;
  isFull?: true;
  threads?: Thread[];
  /** Channels on which the test's end was seen. */
  ends: Set<Channel>;
  /** Whether its end was given as an event. */
  reported: boolean;
}

const maxThreads = 100;

/**
 * Turns the bytes of a guest's four channels into events. The channels arrive in no order among each other, so a test
 * has ended when its token was seen on each of them. Pure: no clock, no I/O.
 */
export class ConsoleObserver {
  /** Where a test is in the order, by its token. */
  private readonly places = new Map<string, number>();
  private readonly guestToken: string;
  private readonly streams = { stdout: new TestStream(), stderr: new TestStream() };
  private readonly controlLines = new Lines();
  private readonly logLines = new Lines();
  private readonly seen: Seen[] = [];
  private readonly bootLog = new KernelLog();
  /** After the last test that is known. */
  private lastLog = new KernelLog();
  /** Whose part of the log it is; the boot comes before the first test. */
  private logIndex = -1;
  /** How many tests have started, by the control channel, and not ended. */
  private unended = 0;
  /** It has its boot plan. */
  private isGreeted = false;
  private left = false;

  /**
   * @param guestToken of this guest
   * @param tokens of its first tests, in the order in which they run
   */
  constructor(guestToken: string, tokens: readonly string[] = []) {
    this.guestToken = guestToken;
    for (const token of tokens) this.expect(token);
  }

  /**
   * One more test, which runs after all others.
   * @param beforeToken what comes before its token on stdout
   */
  expect(token: string, beforeToken = ''): void {
    this.places.set(token, this.seen.length);
    this.streams.stdout.expect(`${beforeToken}${token}`);
    this.streams.stderr.expect(token);
    const isNext = this.logIndex === this.seen.length;
    // What was logged since the one before ended is read as if this one had been known by then.
    const log = isNext ? this.lastLog : new KernelLog();
    if (isNext) this.lastLog = new KernelLog();
    this.seen.push({ log, started: false, ends: new Set<Channel>(), reported: false });
  }

  /** What the kernel said before the first test. */
  get boot(): LogFindings {
    return this.bootLog.findings;
  }

  /** What the kernel said last, when no test was running: after the one that ended last, and before another started. */
  get idle(): LogFindings {
    const next = this.seen[this.logIndex];
    if (this.logIndex < 0 || next?.started) return { splats: [], log: [] };
    return this.log().findings;
  }

  push(channel: Channel, bytes: Buffer): ConsoleEvent[] {
    if (channel === 'control') return this.controlLines.push(bytes).flatMap((line) => this.readControl(line));
    if (channel === 'log') return this.logLines.push(bytes).flatMap((line) => this.readLog(line));
    return this.readStream(channel, this.streams[channel].push(bytes));
  }

  /** How many bytes have come on a stream's channel, of the test that has not ended there. */
  lengthOf(stream: 'stdout' | 'stderr'): number {
    return this.streams[stream].length;
  }

  /** More of that test's bytes, which did not come on the channel. */
  pushPast(stream: 'stdout' | 'stderr', bytes: Buffer): ConsoleEvent[] {
    return this.readStream(stream, this.streams[stream].pushPast(bytes));
  }

  /** Called when the guest has ended and all its bytes were pushed. A marker that was cut off does not count. */
  finish(): ConsoleEvent[] {
    return [
      ...this.logLines.finish().flatMap((line) => this.readLog(line)),
      ...this.readStream('stdout', this.streams.stdout.finish()),
      ...this.readStream('stderr', this.streams.stderr.finish()),
      ...this.giveUpMarks(this.seen.findLastIndex(({ end }) => end) + 1),
    ];
  }

  hasStarted(index: number): boolean {
    return this.seen[index]?.started === true;
  }

  /** What was seen so far of the test of an index; its end when that was seen on each channel. */
  observed(index: number): Observation {
    const test = this.seen[index];
    return test ? observationOf(test) : { splats: [], log: [] };
  }

  private readControl(line: string): ConsoleEvent[] {
    const marker = parseMarker(line);
    return marker && !this.left ? this.readMarker(marker) : [];
  }

  private readMarker(marker: Marker): ConsoleEvent[] {
    if (marker.kind === 'waits') return this.isGreeted ? [] : [{ type: 'waits' }];
    if (marker.kind === 'took' || marker.kind === 'shares') {
      const index = this.places.get(marker.token);
      const test = index === undefined ? undefined : this.seen[index];
      if (index === undefined || !test?.started || test.end) return [];
      return [
        marker.kind === 'took' ? { type: 'took', index } : { type: 'shares', token: marker.token, runs: marker.runs },
      ];
    }
    if (marker.kind === 'start' || marker.kind === 'end' || marker.kind === 'state' || marker.kind === 'full') {
      const index = this.places.get(marker.token);
      const test = index === undefined ? undefined : this.seen[index];
      if (index === undefined || !test) return [];
      if (marker.kind === 'full') {
        test.isFull = true;
        return [];
      }
      if (marker.kind === 'state') {
        if (!marker.thread) return [{ type: 'state', index }];
        test.threads = [...(test.threads ?? []), marker.thread].slice(0, maxThreads);
        return [];
      }
      if (marker.kind === 'start') {
        if (test.started) return [];
        test.started = true;
        this.unended++;
        if (marker.taint !== undefined) test.taintBefore = marker.taint;
        return [{ type: 'start', index }];
      }
      if (!test.started || test.end) return [];
      const { end, seconds, taint: after } = marker;
      const before = test.taintBefore;
      this.unended--;
      test.end = { end, seconds, ...(before === undefined || after === undefined ? {} : { taint: { before, after } }) };
      return this.endOn('control', index);
    }
    // The kernel's log shows this token to root. Init says nothing about its guest while a test runs, so that is not
    // init.
    if (marker.token !== this.guestToken || this.unended > 0) return [];
    if (marker.kind === 'hello') {
      this.isGreeted = true;
      return [{ type: 'hello', release: marker.release }];
    }
    if (marker.kind === 'read-only' || marker.kind === 'ready' || marker.kind === 'listens')
      return [{ type: marker.kind }];
    if (marker.kind === 'problem') return [{ type: 'problem', errno: marker.errno, what: marker.what }];
    this.left = true;
    return [{ type: 'bye', why: marker.why }];
  }

  /**
   * A mark is looked for anywhere in the line: a program can write on the kernel's console, too, before it and after.
   */
  private readLog(line: string): ConsoleEvent[] {
    const mark = /uml-run: end of ([0-9a-f]{32})/.exec(line);
    const [text = '', token = ''] = mark ?? [];
    const index = token === this.guestToken ? -1 : this.places.get(token);
    if (!mark || index === undefined || index < this.logIndex) {
      this.log().read(line);
      return [];
    }
    const isMissing = index > Math.max(this.logIndex, 0);
    const events = this.giveUpMarks(index);
    this.log().read(line.slice(0, mark.index));
    // What was logged since the missing mark may be this test's.
    if (isMissing) this.log().findings.incomplete = true;
    this.logIndex = index + 1;
    this.log().read(line.slice(mark.index + text.length));
    return [...events, ...(index < 0 ? [] : this.endOn('log', index))];
  }

  private log(): KernelLog {
    return this.logIndex < 0 ? this.bootLog : (this.seen[this.logIndex]?.log ?? this.lastLog);
  }

  /** Gives up waiting for the marks of the tests before this one: they will not arrive any more. */
  private giveUpMarks(index: number): ConsoleEvent[] {
    const first = Math.max(this.logIndex, 0);
    this.logIndex = Math.max(this.logIndex, index);
    return this.seen.slice(first, Math.max(index, first)).flatMap(({ log }, place) => {
      log.findings.incomplete = true;
      return this.endOn('log', first + place);
    });
  }

  private readStream(stream: 'stdout' | 'stderr', pieces: ReturnType<TestStream['push']>): ConsoleEvent[] {
    return pieces.flatMap(({ index, bytes, ended }) => [
      ...(bytes.length > 0 ? [{ type: 'bytes', index, stream, bytes } as const] : []),
      ...(ended ? this.endOn(stream, index) : []),
    ]);
  }

  private endOn(channel: Channel, index: number): ConsoleEvent[] {
    const test = this.seen[index];
    test?.ends.add(channel);
    if (!test || test.ends.size < 4 || test.reported) return [];
    test.reported = true;
    const observation = observationOf(test);
    // It belongs to whoever takes the event: a guest runs thousands of tests.
    test.log = new KernelLog();
    return [{ type: 'end', index, observation }];
  }
}

function observationOf({ log, end, isFull, threads, reported }: Seen): Observation {
  return { ...log.findings, ...(reported && end), ...(isFull && { isFull }), ...(threads && { threads }) };
}
