import { stampOrGone } from '../fs/stamp.ts';
import type { Program } from '../model/tests.ts';

/** What calls run again and again. */
export class Habit {
  private last = '';
  /** What the next call most probably runs: what the last two have run, with nothing changed. */
  expected: Program | undefined;

  /** To be called for each call. */
  note(program: Program): void {
    const now = `${program.path} ${stampOrGone(program.path)}`;
    this.expected = now === this.last ? program : undefined;
    this.last = now;
  }
}
