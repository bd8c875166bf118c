import { closeSync, fstatSync, ftruncateSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { isDiskFull, messageOf } from '../model/errors.ts';

/** Bytes. */
const blockLength = 64 << 10;

/**
 * Writes one stream of a test into a file as it arrives: exactly its bytes up to the limit; above it, the first half of
 * the limit, a line that says how much was left out, and the last half. A full disk ends it, and then only a small part of
 * what there is stays: the outputs of others want room, too.
 */
export class Capture {
  private readonly path: string;
  private file: number | undefined;
  /** What went wrong with the file; what comes after it is lost. */
  problem: string | undefined;
  private readonly half: number;
  private head = 0;
  /** Blocks, of which each has bytes `from` and `to`: a program may write one at a time. */
  private tail: { bytes: Buffer; from: number; to: number }[] = [];
  private tailLength = 0;
  private leftOut = 0;

  /** @param limit in bytes */
  constructor(path: string, limit: number) {
    this.path = path;
    this.half = Math.floor(limit / 2);
    this.attempt(() => {
      makeFolder(dirname(path));
      // Nothing that has taken its place is written to, or waited for, as a FIFO would be.
      rmSync(path, { force: true });
      this.file = openSync(path, 'wx');
    });
  }

  write(bytes: Buffer): void {
    const now = bytes.subarray(0, Math.max(0, this.half - this.head));
    if (now.length > 0) {
      this.append(now);
      this.head += now.length;
    }
    this.keep(bytes.subarray(now.length));
  }

  close(): void {
    if (this.leftOut > 0) this.append(Buffer.from(`\n[uml-run: ${this.leftOut} bytes left out]\n`));
    for (const { bytes, from, to } of this.tail) this.append(bytes.subarray(from, to));
    this.tail = [];
    const { file } = this;
    if (file !== undefined) this.attempt(() => closeSync(file));
    this.file = undefined;
  }

  private append(bytes: Buffer): void {
    const { file } = this;
    if (file === undefined || this.problem !== undefined) return;
    this.attempt(() => {
      try {
        writeFileSync(file, bytes);
      } catch (error) {
        if (isDiskFull(error)) giveBack(file);
        throw error;
      }
    });
  }

  /** A test's verdict does not depend on whether its output could be kept. */
  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.problem ??= `cannot keep output in ${this.path}: ${messageOf(error)}`;
    }
  }

  private keep(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      let last = this.tail.at(-1);
      if (!last || last.to === last.bytes.length) {
        last = { bytes: Buffer.allocUnsafe(blockLength), from: 0, to: 0 };
        this.tail.push(last);
      }
      const copied = bytes.copy(last.bytes, last.to, at);
      last.to += copied;
      at += copied;
      this.tailLength += copied;
      this.cutTail();
    }
  }

  private cutTail(): void {
    for (let [first] = this.tail; first && this.tailLength > this.half; [first] = this.tail) {
      const over = Math.min(first.to - first.from, this.tailLength - this.half);
      first.from += over;
      this.tailLength -= over;
      this.leftOut += over;
      if (first.from === first.bytes.length) this.tail.shift();
      else if (first.from === first.to) first.from = first.to = 0;
    }
  }
}

/** However many outputs meet a full disk, there is room for those that are small. */
function giveBack(file: number): void {
  const kept = Math.min(64 << 10, Math.floor(fstatSync(file).size / 8));
  ftruncateSync(file, kept);
  writeSync(file, '\n[uml-run: what followed is left out, for the disk was full]\n', kept);
}
