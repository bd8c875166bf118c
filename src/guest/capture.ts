import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { UmlRunError } from '../model.ts';

/**
 * Writes what one test writes to one stream into a file, as it comes: exactly its bytes up to the limit; above it, the
 * first half of the limit, a line that tells how much was left out, and the last half.
 */
export class Capture {
  private readonly path: string;
  private readonly file: number;
  private readonly half: number;
  private head = 0;
  private tail: Buffer[] = [];
  private tailLength = 0;
  private leftOut = 0;

  /**
   * @param limit in bytes
   * @throws UmlRunError `machine`, as all of its methods do, when the file cannot be written
   */
  constructor(path: string, limit: number) {
    this.path = path;
    this.file = this.attempt(() => {
      mkdirSync(dirname(path), { recursive: true });
      return openSync(path, 'w');
    });
    this.half = Math.floor(limit / 2);
  }

  write(bytes: Buffer): void {
    const now = bytes.subarray(0, Math.max(0, this.half - this.head));
    if (now.length > 0) {
      this.put(now);
      this.head += now.length;
    }
    this.keep(bytes.subarray(now.length));
  }

  close(): void {
    try {
      if (this.leftOut > 0) this.put(Buffer.from(`\n[uml-run: ${this.leftOut} bytes left out]\n`));
      for (const bytes of this.tail) this.put(bytes);
    } finally {
      closeSync(this.file);
    }
  }

  private put(bytes: Buffer): void {
    this.attempt(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.file, bytes, at);
    });
  }

  private attempt<T>(step: () => T): T {
    try {
      return step();
    } catch (cause) {
      throw new UmlRunError('machine', `${this.path} cannot be written: ${(cause as Error).message}`, { cause });
    }
  }

  private keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.tail.push(Buffer.from(bytes));
    this.tailLength += bytes.length;
    while (this.tailLength > this.half) {
      const first = this.tail[0]!;
      const over = Math.min(first.length, this.tailLength - this.half);
      if (over === first.length) this.tail.shift();
      else this.tail[0] = first.subarray(over);
      this.tailLength -= over;
      this.leftOut += over;
    }
  }
}
