import { stampOf } from '../fs/stamp.ts';
import type { Program, Test } from '../model/tests.ts';
import type { Shown } from '../provision/shown-folders.ts';
import { seenPath } from '../rootfs/shown-folder.ts';

/** What guests see of this machine now, besides their share. */
export interface Sight extends Shown {
  /** Another one where a guest that was booted before would see too much or too little. */
  stamp: string;
}

/** What guests have to be staged with, by what calls have needed so far: by stages, each of which has all before it. */
export class CallNeeds {
  private readonly look: () => Sight;
  private newest = 0;
  /** Guests of an earlier stage see too much or too little. */
  private lowest = 0;
  /** As it was seen last. */
  sight: Sight;
  /** The first stage that has a file, by what tells its place and its state. */
  private readonly stages = new Map<string, number>();
  private readonly programs = new Map<string, { stamp: string; stage: number }>();
  private readonly tests: { test: Test; stage: number }[] = [];

  constructor(look: () => Sight) {
    this.look = look;
    this.sight = look();
  }

  /** To be called once as a call begins: looking takes milliseconds. @returns what guests see now */
  lookAgain(): Sight {
    const now = this.look();
    if (now.stamp !== this.sight.stamp) this.lowest = ++this.newest;
    this.sight = now;
    return now;
  }

  /**
   * The first stage whose guests can run a test; a new one where there is none. Its program itself is copied for each call,
   * but a guest never gets two of one path.
   * @throws the system's error when a file of the test is gone
   */
  stageFor(test: Test): number {
    const files = this.filesOf(test.program);
    if (files.some((file) => !this.stages.has(file))) this.tests.push({ test, stage: ++this.newest });
    for (const file of files) if (!this.stages.has(file)) this.stages.set(file, this.newest);
    return Math.max(this.lowest, this.stageOfProgram(test.program), ...files.map((file) => this.stages.get(file) ?? 0));
  }

  /** What guests of a stage are staged with: of each program, as it was resolved last. */
  testsOf(stage: number): Test[] {
    const known = this.tests.filter((one) => one.stage <= stage);
    return [...new Map(known.map(({ test }) => [test.program.path, test])).values()];
  }

  /** Libraries, and folders on the way to them, that are copied as src/guest/share.ts does it. */
  private filesOf({ inRootfs, libraries, folders = [] }: Program): string[] {
    if (inRootfs) return [];
    const copied = libraries.filter(({ path }) => !this.isSeen(path));
    return [...copied.map(({ path, source }) => `${path}\0${source}\0${stampOf(source)}`), ...folders];
  }

  private stageOfProgram({ path, inRootfs, siblings }: Program): number {
    if (inRootfs || this.isSeen(path)) return 0;
    const stamp = [path, ...siblings.map(({ source }) => source)].map(stampOf).join(' ');
    const known = this.programs.get(path);
    const stage = known === undefined ? 0 : known.stamp === stamp ? known.stage : ++this.newest;
    this.programs.set(path, { stamp, stage });
    return stage;
  }

  private isSeen(path: string): boolean {
    return seenPath(this.sight.rootfs.shown ?? [], path) !== undefined;
  }
}
