import { renameSync, rmSync } from 'node:fs';
import { type Tap, TapReader } from '../formats/tap.ts';
import { Capture } from '../guest/capture.ts';
import { artifactsPath } from '../guest/output-paths.ts';
import type { Attempt } from './attempts.ts';

/**
 * Where the streams of one attempt go while it runs, and after it. The first round writes where the test's output belongs. A
 * later one writes beside it until it is known which of them counts: the round before may still be waiting for its last bytes.
 */
export class AttemptOutput {
  private readonly attempt: Attempt;
  private readonly captures: { stdout: Capture; stderr: Capture };
  /** It reads stdout as it comes: the file may have no more than a part of it. */
  private readonly tap = new TapReader();
  private isOpen = true;
  /** Whether it belongs beside the output that counts. */
  private isBeside: boolean;

  /** @param limit bytes of each stream */
  constructor(attempt: Attempt, limit: number) {
    this.attempt = attempt;
    this.isBeside = attempt.round > 1;
    const { stdout, stderr } = this.paths();
    this.captures = { stdout: new Capture(stdout, limit), stderr: new Capture(stderr, limit) };
  }

  /** Where what it left behind goes. */
  get artifacts(): string {
    const { of } = this.attempt;
    return artifactsPath({ stdout: this.isBeside ? beside(of.stdout, 'later') : of.stdout });
  }

  write(stream: 'stdout' | 'stderr', bytes: Buffer): void {
    this.captures[stream].write(bytes);
    if (stream === 'stdout') this.tap.push(bytes);
  }

  /** What stdout reports of itself, where it is TAP. To be called once, when it is whole. */
  readTap(): Tap | undefined {
    return this.tap.finish();
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
   */
  keep(isAfterBad: boolean): void {
    if (this.attempt.round === 1) return;
    const from = this.paths();
    const { stdout, stderr } = this.attempt.of;
    this.isBeside = isAfterBad;
    const to = isAfterBad ? { stdout: beside(stdout, 'later'), stderr: beside(stderr, 'later') } : { stdout, stderr };
    for (const stream of ['stdout', 'stderr'] as const) renameSync(from[stream], to[stream]);
  }

  /** Removes what an attempt wrote that had no end: it runs again, or not at all. */
  discardUnfinished(): void {
    if (this.attempt.round > 1) for (const path of Object.values(this.paths())) rmSync(path, { force: true });
  }

  private paths(): { stdout: string; stderr: string } {
    const { of, round } = this.attempt;
    if (round === 1) return of;
    return { stdout: beside(of.stdout, `round-${round}`), stderr: beside(of.stderr, `round-${round}`) };
  }
}

function beside(path: string, word: string): string {
  return path.replace(/\.(stdout|stderr)$/, `.${word}.$1`);
}
