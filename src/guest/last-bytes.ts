import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/** Bytes that are copied at once. */
const pieceLength = 256 << 10;

/**
 * The last bytes of a stream, in a file of their number. It has no name: nothing of it is left, however this process
 * ends. Each method throws the system's error when the file cannot be made, written or read.
 */
export class LastBytes {
  private readonly file: number;
  private readonly room: number;
  private pushed = 0;

  /**
   * @param path that it has for a moment; what is there is removed, and never written to
   * @param room bytes that are kept, at least one
   */
  constructor(path: string, room: number) {
    this.room = room;
    rmSync(path, { force: true });
    this.file = openSync(path, 'wx+');
    rmSync(path);
  }

  /** How many of them there are, in bytes. */
  get length(): number {
    return Math.min(this.pushed, this.room);
  }

  push(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      const at = this.pushed % this.room;
      const written = writeSync(this.file, bytes, from, Math.min(bytes.length - from, this.room - at), at);
      this.pushed += written;
      from += written;
    }
  }

  /** Gives them from first to last, in pieces that hold until the next one. */
  *pieces(): Generator<Buffer, void> {
    const at = this.pushed > this.room ? this.pushed % this.room : 0;
    yield* piecesOf(this.file, at, this.room);
    yield* piecesOf(this.file, 0, at);
  }

  close(): void {
    closeSync(this.file);
  }
}

/**
 * Reads a part of a file, or what there is of it, in pieces that hold until the next one.
 * @param from in bytes, as is `to`
 * @throws the system's error
 */
export function* piecesOf(file: number, from: number, to: number): Generator<Buffer, void> {
  const piece = Buffer.allocUnsafe(Math.min(pieceLength, to - from));
  for (let at = from; at < to; ) {
    const read = readSync(file, piece, 0, Math.min(piece.length, to - at), at);
    if (read === 0) return;
    yield piece.subarray(0, read);
    at += read;
  }
}
