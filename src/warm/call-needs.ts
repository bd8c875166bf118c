import { statSync } from 'node:fs';
import { stampOf } from '../fs/stamp.ts';
import type { Program, Test } from '../model/tests.ts';
import type { Shown } from '../provision/shown-folders.ts';
import { seenPath } from '../rootfs/shown-folder.ts';

/** What guests see of this machine now, besides their share. */
export interface Sight extends Shown {
  /** Another one where a guest that was booted before would see too much or too little. */
  stamp: string;
}

/** Bytes. More than that are copied to a disk. */
const mostBytes = 32 << 20;

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
  /** Of all copies that calls have needed so far. */
  private bytes = 0;
  private roomyFrom: number;

  /** @param isShared guests run one program after another: there are few, so all of them have room */
  constructor(look: () => Sight, isShared = false) {
    this.look = look;
    this.roomyFrom = isShared ? 0 : Number.POSITIVE_INFINITY;
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
   * @param leavesFiles it has a place for what it leaves behind
   * @throws the system's error when a file of the test is gone
   */
  stageFor(test: Test, leavesFiles = false): number {
    const files = this.filesOf(test.program);
    const fresh = files.filter(({ key }) => !this.stages.has(key));
    if (fresh.length > 0) this.tests.push({ test, stage: ++this.newest });
    for (const { key, source } of fresh) {
      this.stages.set(key, this.newest);
      if (source !== undefined) this.noteCopies([source]);
    }
    const ofProgram = this.stageOfProgram(test.program);
    if (!this.isRoomy(this.newest) && (leavesFiles || this.bytes > mostBytes))
      this.lowest = this.roomyFrom = ++this.newest;
    return Math.max(this.lowest, ofProgram, ...files.map(({ key }) => this.stages.get(key) ?? 0));
  }

  /** Whether guests of a stage have room for many copies, and for what programs leave behind. */
  isRoomy(stage: number): boolean {
    return stage >= this.roomyFrom;
  }

  /** What guests of a stage are staged with: of each program, as it was resolved last. */
  testsOf(stage: number): Test[] {
    const known = this.tests.filter((one) => one.stage <= stage);
    return [...new Map(known.map(({ test }) => [test.program.path, test])).values()];
  }

  /** Libraries, and folders on the way to them, that are copied as src/guest/share.ts does it. */
  private filesOf({ inRootfs, libraries, folders = [] }: Program): { key: string; source?: string }[] {
    if (inRootfs) return [];
    const copied = libraries.filter(({ path }) => !this.isSeen(path));
    return [
      ...copied.map(({ path, source }) => ({ key: `${path}\0${source}\0${stampOf(source)}`, source })),
      ...folders.map((key) => ({ key })),
    ];
  }

  private stageOfProgram({ path, inRootfs, siblings }: Program): number {
    if (inRootfs || this.isSeen(path)) return 0;
    const sources = [path, ...siblings.map(({ source }) => source)];
    const stamp = sources.map(stampOf).join(' ');
    const known = this.programs.get(path);
    if (known?.stamp !== stamp) this.noteCopies(sources);
    const stage = known === undefined ? 0 : known.stamp === stamp ? known.stage : ++this.newest;
    this.programs.set(path, { stamp, stage });
    return stage;
  }

  private noteCopies(sources: readonly string[]): void {
    for (const source of sources) this.bytes += statSync(source).size;
  }

  private isSeen(path: string): boolean {
    return seenPath(this.sight.rootfs.shown ?? [], path) !== undefined;
  }
}
