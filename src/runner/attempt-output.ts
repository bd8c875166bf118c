import { renameSync, rmSync } from 'node:fs';
import { type Tap, TapReader } from '../formats/tap.ts';
import { Capture } from '../guest/capture.ts';
import { artifactsPath } from '../guest/output-paths.ts';
import { messageOf } from '../model/errors.ts';
import type { Attempt } from './attempts.ts';

/**
 * The files that the streams of one attempt go to. The first round writes to where the test's output belongs. A later
 * one writes beside it until it is known which of them counts: the round before may still be waiting for its last
 * bytes.
 */
export class AttemptOutput {
  private readonly attempt: Attempt;
  private readonly captures: { stdout: Capture; stderr: Capture };
  /** It reads stdout as it comes: the file may have no more than a part of it. */
  private tap: TapReader | undefined;
  private isOpen = true;
  /** Whether it belongs beside the output that counts. */
  private isBeside: boolean;

  /**
   * @param limit bytes of each stream
   * @param subtests bytes of memory for what stdout reports of itself
   */
  constructor(attempt: Attempt, limit: number, subtests: number) {
    this.attempt = attempt;
    this.tap = new TapReader(subtests);
    this.isBeside = attempt.round > 1;
    const { stdout, stderr } = this.paths();
    this.captures = { stdout: new Capture(stdout, limit), stderr: new Capture(stderr, limit) };
  }

  /** Where the files that it left behind go. */
  get artifacts(): string {
    const { of } = this.attempt;
    return artifactsPath({ stdout: this.isBeside ? beside(of.stdout, 'later') : of.stdout });
  }

  write(stream: 'stdout' | 'stderr', bytes: Buffer): void {
    this.captures[stream].write(bytes);
    if (stream === 'stdout') this.tap?.push(bytes);
  }

  /** What stdout reports of itself, where it is TAP. To be called once, when it is whole. */
  readTap(): Tap | undefined {
    const tap = this.tap?.finish();
    // A guest runs thousands of tests, whose outputs it keeps to its end.
    this.tap = undefined;
    return tap;
  }

  /** @returns what could not be kept, in words for the user */
  close(): string[] {
    if (!this.isOpen) return [];
    this.isOpen = false;
    return [this.captures.stdout, this.captures.stderr].flatMap((capture) => {
      capture.close();
      return capture.problem === undefined ? [] : [capture.problem];
    });
  }

  /**
   * Moves it to its place, once it is closed.
   * @param isAfterBad an earlier attempt had not passed, and its output is the one that counts
   * @returns what could not be moved, in words for the user: a result does not depend on it
   */
  keep(isAfterBad: boolean): string[] {
    if (this.attempt.round === 1) return [];
    const from = this.paths();
    const { stdout, stderr } = this.attempt.of;
    this.isBeside = isAfterBad;
    const to = isAfterBad ? { stdout: beside(stdout, 'later'), stderr: beside(stderr, 'later') } : { stdout, stderr };
    return (['stdout', 'stderr'] as const).flatMap((stream) => {
      const problems = attempt(() => renameSync(from[stream], to[stream]), `cannot keep output in ${to[stream]}`);
      // `close` has reported why the file may be missing.
      return this.captures[stream].problem === undefined ? problems : [];
    });
  }

  /** Removes the output of an attempt that did not end: it runs again, or not at all. */
  discardUnfinished(): void {
    if (this.attempt.round === 1) return;
    for (const path of Object.values(this.paths())) attempt(() => rmSync(path, { force: true }), '');
  }

  private paths(): { stdout: string; stderr: string } {
    const { of, round } = this.attempt;
    if (round === 1) return of;
    return { stdout: beside(of.stdout, `round-${round}`), stderr: beside(of.stderr, `round-${round}`) };
  }
}

function attempt(work: () => void, problem: string): string[] {
  try {
    work();
    return [];
  } catch (error) {
    return [`${problem}: ${messageOf(error)}`];
  }
}

function beside(path: string, word: string): string {
  return path.replace(/\.(stdout|stderr)$/, `.${word}.$1`);
}
