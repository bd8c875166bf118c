import type { Subtest } from '../model/results.ts';
import { CutLines } from './cut-lines.ts';
import { HarnessTest } from './harness-test.ts';
import { SubtestRoom } from './subtest-room.ts';
import { TapDocument } from './tap-document.ts';
import { parseTapLine, type TapLine, type TapPoint } from './tap-line.ts';

/** What a program reports of itself in TAP or KTAP, the Test Anything Protocol and the kernel's dialect of it. */
export interface Tap {
  /** The first 10,000, and no more than there is room for. */
  subtests: Subtest[];
  /** How many are left out of them; missing when none is. */
  leftOut?: number;
  /** The plan says that there is nothing to run: `1..0 # SKIP reason`. */
  skip?: string;
  /** Why it has not passed, in words that follow "but": a subtest failed, the plan was not kept, it bailed out. */
  problem?: string;
}

/**
 * Reads a program's stdout as it comes, whatever it is, in time proportional to its length and in bounded memory. Only what
 * is TAP for certain counts: it has a version line, or numbered results and a plan as the first or the last line of them.
 * Several that follow each other, each with a version line or a plan, are each read for themselves.
 */
export class TapReader {
  private readonly lines = new CutLines((line) => this.readLine(line));
  /** The one that is being read, and within it those that are set in further and further. */
  private open: TapDocument[] = [];
  private readonly harness = new HarnessTest();
  private readonly tap: Tap = { subtests: [] };
  private isTap = false;
  private hasFailed = false;
  /** For the subtests that are kept, in `tap` and in those that are open. */
  private readonly room: SubtestRoom;

  /** @param bytes that the subtests may take in memory */
  constructor(bytes = Number.POSITIVE_INFINITY) {
    this.room = new SubtestRoom(bytes);
  }

  push(bytes: Buffer): void {
    this.lines.push(bytes);
  }

  /** To be called at the end of it. @returns nothing when it is not TAP */
  finish(): Tap | undefined {
    this.lines.finish();
    this.close(0);
    // A plan to skip all excuses no failure, whatever the exit code.
    if (this.hasFailed) delete this.tap.skip;
    return this.isTap ? this.tap : undefined;
  }

  private readLine(text: string): void {
    const line = this.parse(text);
    if (!line) return;
    this.close(line.indent + 1, line.kind === 'point' ? line : undefined);
    if (this.open.at(-1)?.indent === line.indent && this.open.at(-1)?.startsAnew(line)) this.close(line.indent);
    this.documentAt(line)?.read(line, this.room);
  }

  /** What a test of a harness reports of its own is taken for set in. */
  private parse(text: string): TapLine | undefined {
    if (this.harness.begins(text)) return { indent: 1, kind: 'subtest' };
    const line = parseTapLine(text);
    const isInner = line && this.harness.reports(line.kind === 'point' ? line.name : '');
    return isInner ? { ...line, indent: line.indent + 1 } : line;
  }

  /** The one of its indentation, which begins with it where there is none. */
  private documentAt({ indent, kind }: TapLine): TapDocument | undefined {
    const last = this.open.at(-1);
    if (last?.indent === indent) return last;
    // Text that is set in is nothing by itself, and a comment says nothing of the program.
    if (indent === 0 ? kind === 'subtest' : !last) return undefined;
    const document = new TapDocument(indent);
    this.open.push(document);
    return document;
  }

  /** Closes those that are set in as far as this, or further. @param of the result that they belong to */
  private close(indent: number, of?: TapPoint): void {
    for (let inner = this.open.at(-1); inner && inner.indent >= indent; inner = this.open.at(-1)) {
      this.open.pop();
      const outer = this.open.at(-1);
      // Between the indentation of the result and this one there may be others, which have none.
      if (outer) outer.include(inner, outer.indent < indent ? of : undefined);
      else this.conclude(inner);
    }
  }

  private conclude(document: TapDocument): void {
    if (!document.isCertain) {
      this.room.giveBack(document.subtests);
      return;
    }
    this.isTap = true;
    this.tap.subtests.push(...document.subtests);
    const { problem, hasFailed, leftOut } = document;
    if (leftOut > 0) this.tap.leftOut = (this.tap.leftOut ?? 0) + leftOut;
    const skip = document.plan?.skip;
    this.hasFailed ||= hasFailed;
    if (problem !== undefined) this.tap.problem ??= problem;
    if (skip !== undefined) this.tap.skip ??= skip || 'nothing to run';
  }
}

/** Reads the whole of a text. */
export function readTap(text: string): Tap | undefined {
  const reader = new TapReader();
  reader.push(Buffer.from(text));
  return reader.finish();
}
