import { closeSync, fstatSync, ftruncateSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { errnoOf, isDiskFull, messageOf } from '../model/errors.ts';
import { LastBytes, piecesOf } from './last-bytes.ts';

/**
 * Writes one stream of a test into a file as it arrives: exactly its bytes up to the limit; above it, the first half of
 * the limit, a line that says how much was left out, and the last half, which is put there at the end: until then, and if
 * this process is killed, the file has the beginning up to the limit. A full disk ends it, and then only a small part of
 * what there is stays: the outputs of others want room, too.
 */
export class Capture {
  private readonly path: string;
  private file: number | undefined;
  /** What went wrong with the file; what comes after it is lost. */
  problem: string | undefined;
  private readonly half: number;
  /** Of all that was written to it. */
  private length = 0;
  /** There is one above the limit. */
  private last: LastBytes | undefined;

  /** @param limit in bytes, at least 2 */
  constructor(path: string, limit: number) {
    this.path = path;
    this.half = Math.floor(limit / 2);
    this.attempt(() => {
      this.file = openNew(path);
    });
  }

  write(bytes: Buffer): void {
    const { file } = this;
    const now = bytes.subarray(0, Math.max(0, 2 * this.half - this.length));
    const later = bytes.subarray(now.length);
    this.length += bytes.length;
    if (file === undefined || this.problem !== undefined) return;
    this.attempt(() => {
      if (now.length > 0) writeFileSync(file, now);
      if (later.length === 0) return;
      this.last ??= new LastBytes(this.besides, this.half);
      this.last.push(later);
    });
  }

  close(): void {
    const { file, last } = this;
    if (file !== undefined && last) this.attempt(() => this.putTogether(file, last));
    this.dropLast();
    this.file = undefined;
    if (file !== undefined) this.attempt(() => closeSync(file));
  }

  /** Of the last half, the file may have the beginning. */
  private putTogether(file: number, last: LastBytes): void {
    const inFile = new LastBytes(this.besides, this.half);
    try {
      for (const piece of piecesOf(file, this.half + last.length, 2 * this.half)) inFile.push(piece);
      ftruncateSync(file, this.half);
      writeFileSync(file, `\n[uml-run: ${this.length - 2 * this.half} bytes left out]\n`);
      for (const piece of inFile.pieces()) writeFileSync(file, piece);
      for (const piece of last.pieces()) writeFileSync(file, piece);
    } finally {
      inFile.close();
    }
  }

  /** For a moment, until it has no name any more. */
  private get besides(): string {
    return `${this.path}.last`;
  }

  private dropLast(): void {
    const { last } = this;
    this.last = undefined;
    if (last) this.attempt(() => last.close());
  }

  /** A test's verdict does not depend on whether its output could be kept. */
  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.problem !== undefined) return;
      this.problem = `cannot keep output in ${this.path}: ${messageOf(error, this.path)}`;
      const { file } = this;
      this.dropLast();
      if (file !== undefined && isDiskFull(error)) this.attempt(() => giveBack(file));
    }
  }
}

/**
 * Nothing that has taken its place is written to, or waited for, as a FIFO would be. Mostly its folder is there, and it is
 * not: two files for each test are worth no questions.
 */
function openNew(path: string): number {
  try {
    return openSync(path, 'ax+');
  } catch (error) {
    const why = errnoOf(error);
    if (why === 'ENOENT') makeFolder(dirname(path));
    else if (why === 'EEXIST') rmSync(path);
    else throw error;
  }
  return openSync(path, 'ax+');
}

/** However many outputs meet a full disk, there is room for those that are small. */
function giveBack(file: number): void {
  const kept = Math.min(64 << 10, Math.floor(fstatSync(file).size / 8));
  ftruncateSync(file, kept);
  writeSync(file, '\n[uml-run: what followed is left out, for the disk was full]\n', kept);
}
