import { createContext, Script } from 'node:vm';

/** Of a splat's first line: more is not looked at. */
const maxCharacters = 1000;

/** For one line. */
const maxMilliseconds = 1000;

/** An expression of `--allow-splats`. One that takes too long for a line matches none from then on. */
export class AllowedSplat {
  /** What is wrong with it, for the user; missing while nothing is. */
  problem?: string;
  private readonly place: string;
  private readonly context: { pattern: RegExp; text: string };

  /** @param place where it is, for the user: the option, or a file and its line */
  constructor(pattern: RegExp, place: string) {
    this.place = place;
    this.context = { pattern, text: '' };
    createContext(this.context);
  }

  /** Takes a second at most: the text is the kernel's, or a test's. */
  test(title: string): boolean {
    if (this.problem !== undefined) return false;
    this.context.text = title.slice(0, maxCharacters);
    try {
      return search.runInContext(this.context, { timeout: maxMilliseconds }) === true;
    } catch {
      const { source } = this.context.pattern;
      this.problem =
        `${this.place}: "${source}" takes more than a second for a line of ${this.context.text.length} characters, ` +
        'and was given up; write it without repetitions within repetitions';
      return false;
    }
  }
}

/** Only code of this kind can be given a time to end. */
const search = new Script('pattern.test(text)');
