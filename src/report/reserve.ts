import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';

/**
 * Room on a disk that is kept back from everybody else: files with something in them, and without a name, so that they
 * are gone with this process however it ends. Several, for a disk can run out of files as well.
 */
export class Reserve {
  private readonly folder: string;
  private readonly bytes: number;
  private files: number[] = [];

  /**
   * @param folder absolute
   * @param bytes to be kept back, about
   */
  constructor(folder: string, bytes: number) {
    this.folder = folder;
    this.bytes = bytes;
  }

  /**
   * @throws the system's error when there is not as much; what there is is kept back
   */
  take(): void {
    this.release();
    makeFolder(this.folder);
    const bytes = Math.ceil(this.bytes / count);
    // Zeros would take no room on a disk that compresses.
    const noise = randomBytes(Math.min(bytes, writtenAtOnce));
    for (let number = 0; number < count; number++) this.takeFile(bytes, noise);
  }

  /** Keeps as much back again as there is, where it was given back. */
  restore(): void {
    if (this.files.length > 0) return;
    try {
      this.take();
    } catch {
      // There is no more.
    }
  }

  /** Gives all of it back. */
  release(): void {
    for (const file of this.files) closeSync(file);
    this.files = [];
  }

  private takeFile(bytes: number, noise: Buffer): void {
    const path = join(this.folder, `.uml-run-reserve-${process.pid}`);
    const file = openSync(path, 'w');
    this.files.push(file);
    rmSync(path);
    for (let left = bytes; left > 0; ) left -= writeSync(file, noise, 0, Math.min(left, noise.length));
  }
}

const count = 8;

const writtenAtOnce = 1 << 20;
