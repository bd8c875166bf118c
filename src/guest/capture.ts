import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes what one test writes to one stream into a file, as it comes: exactly its bytes up to the limit; above it, the
 * first half of the limit, a line that tells how much was left out, and the last half.
 */
export class Capture {
  private readonly file: number;
  private readonly half: number;
  private head = 0;
  private tail: Buffer[] = [];
  private tailLength = 0;
  private leftOut = 0;

  /**
   * @param limit in bytes
   * @throws the file system's error
   */
  constructor(path: string, limit: number) {
    mkdirSync(dirname(path), { recursive: true });
    this.file = openSync(path, 'w');
    this.half = Math.floor(limit / 2);
  }

  write(bytes: Buffer): void {
    const now = bytes.subarray(0, Math.max(0, this.half - this.head));
    if (now.length > 0) {
      writeWhole(this.file, now);
      this.head += now.length;
    }
    this.keep(bytes.subarray(now.length));
  }

  close(): void {
    if (this.leftOut > 0) writeWhole(this.file, Buffer.from(`\n[uml-run: ${this.leftOut} bytes left out]\n`));
    for (const bytes of this.tail) writeWhole(this.file, bytes);
    closeSync(this.file);
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

function writeWhole(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
