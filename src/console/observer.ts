import { Lines } from './lines.ts';
import { type End, type Marker, parseMarker } from './markers.ts';
import { panicIn, type Splat, splatIn } from './splats.ts';
import { TestStream } from './stream.ts';

export type Channel = 'control' | 'stdout' | 'stderr' | 'log';

/** What was seen of one test, from its start to its end or the guest's. */
export interface Observation {
  /** Missing when the test had no end: the guest ended before. */
  end?: End;
  /** By the guest's clock. */
  seconds?: number;
  splats: Splat[];
  /** The kernel's last words, when it panicked. */
  panic?: string;
  /** What the kernel logged meanwhile. */
  log: string[];
}

export type ConsoleEvent =
  | { type: 'hello'; release: string }
  | { type: 'problem'; errno: number; what: string }
  | { type: 'start'; index: number }
  | { type: 'bytes'; index: number; stream: 'stdout' | 'stderr'; bytes: Buffer }
  /** Everything of this test has arrived. */
  | { type: 'end'; index: number; observation: Observation }
  | { type: 'bye'; why: string };

/** Kept of the log of one test: the first lines and the last. */
const mostLogLines = 2000;

/**
 * Turns the bytes of a guest's four channels into events. The channels arrive in no order among each other, so a test
 * has ended when its token was seen on each of them. Pure: no clock, no I/O.
 */
export class ConsoleObserver {
  private readonly tokens: string[];
  private readonly guestToken: string;
  private readonly streams;
  private readonly controlLines = new Lines();
  private readonly logLines = new Lines();
  private readonly seen: { observation: Observation; started: boolean; ends: Set<Channel>; told: boolean }[];
  /** Whose part of the log it is; the boot comes before the first test. */
  private logIndex = -1;
  /** What the kernel said before the first test. */
  readonly boot: Observation = { splats: [], log: [] };
  private left = false;

  /**
   * @param guestToken of this guest
   * @param tokens of its tests, in the order in which they run
   */
  constructor(guestToken: string, tokens: string[]) {
    this.guestToken = guestToken;
    this.tokens = tokens;
    this.streams = { stdout: new TestStream(tokens), stderr: new TestStream(tokens) };
    this.seen = tokens.map(() => ({
      observation: { splats: [], log: [] },
      started: false,
      ends: new Set<Channel>(),
      told: false,
    }));
  }

  push(channel: Channel, bytes: Buffer): ConsoleEvent[] {
    if (channel === 'control') return this.controlLines.push(bytes).flatMap((line) => this.readControl(line));
    if (channel === 'log') return this.logLines.push(bytes).flatMap((line) => this.readLog(line));
    return this.readStream(channel, this.streams[channel].push(bytes));
  }

  /** To be called when the guest has ended and all its bytes were pushed. */
  finish(): ConsoleEvent[] {
    return [
      ...this.controlLines.finish().flatMap((line) => this.readControl(line)),
      ...this.logLines.finish().flatMap((line) => this.readLog(line)),
      ...this.readStream('stdout', this.streams.stdout.finish()),
      ...this.readStream('stderr', this.streams.stderr.finish()),
    ];
  }

  /** The test that has started and not ended, and what was seen of it. */
  running(): { index: number; observation: Observation } | undefined {
    const index = this.seen.findIndex(({ started, told }) => started && !told);
    if (index < 0) return undefined;
    const { end: _, seconds: __, ...observation } = this.seen[index]!.observation;
    return { index, observation };
  }

  private readControl(line: string): ConsoleEvent[] {
    const marker = parseMarker(line);
    return marker && !this.left ? this.readMarker(marker) : [];
  }

  private readMarker(marker: Marker): ConsoleEvent[] {
    if (marker.kind === 'start' || marker.kind === 'end') {
      const index = this.tokens.indexOf(marker.token);
      const test = this.seen[index];
      if (!test) return [];
      if (marker.kind === 'start') {
        if (test.started) return [];
        test.started = true;
        return [{ type: 'start', index }];
      }
      if (!test.started || test.observation.end) return [];
      test.observation.end = marker.end;
      test.observation.seconds = marker.seconds;
      return this.endOn('control', index);
    }
    // The kernel's log shows this token to root. Init says nothing about its guest while a test runs, so that is not init.
    if (marker.token !== this.guestToken || this.isTestRunning()) return [];
    if (marker.kind === 'hello') return [{ type: 'hello', release: marker.release }];
    if (marker.kind === 'problem') return [{ type: 'problem', errno: marker.errno, what: marker.what }];
    this.left = true;
    return [{ type: 'bye', why: marker.why }];
  }

  private isTestRunning(): boolean {
    return this.seen.some(({ started, observation }) => started && !observation.end);
  }

  private readLog(line: string): ConsoleEvent[] {
    const token = this.logIndex < 0 ? this.guestToken : this.tokens[this.logIndex];
    if (token && line.endsWith(`uml-run: end of ${token}`)) {
      this.logIndex++;
      return this.logIndex === 0 ? [] : this.endOn('log', this.logIndex - 1);
    }
    const observation = this.logIndex < 0 ? this.boot : this.seen[this.logIndex]?.observation;
    if (!observation || line.trim() === '') return [];
    const splat = splatIn(line);
    if (splat) observation.splats.push(splat);
    const panic = panicIn(line);
    if (panic !== undefined) observation.panic ??= panic;
    observation.log.push(line);
    if (observation.log.length > mostLogLines) observation.log.splice(mostLogLines / 2, 1);
    return [];
  }

  private readStream(stream: 'stdout' | 'stderr', pieces: ReturnType<TestStream['push']>): ConsoleEvent[] {
    return pieces.flatMap(({ index, bytes, ended }) => [
      ...(bytes.length > 0 ? [{ type: 'bytes', index, stream, bytes } as const] : []),
      ...(ended ? this.endOn(stream, index) : []),
    ]);
  }

  private endOn(channel: Channel, index: number): ConsoleEvent[] {
    const test = this.seen[index]!;
    test.ends.add(channel);
    if (test.ends.size < 4 || test.told) return [];
    test.told = true;
    return [{ type: 'end', index, observation: test.observation }];
  }
}
