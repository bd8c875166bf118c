import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** What a file says about itself cannot be true: an offset outside of it, a table without an end, … */
export class MalformedFile extends Error {
  /** Path of the library or loader that is damaged, when it is not the program itself. */
  readonly library: string | undefined;

  constructor(message: string, library?: string) {
    super(message);
    this.library = library;
  }
}

/** Random access to a file's content. Reads are bounded by the file's size, so a hostile offset costs nothing. */
export interface Bytes {
  size: number;
  /** @throws MalformedFile when the range is not inside the file */
  read(offset: number, length: number): Buffer;
  /** As many of `length` bytes as the file has at `offset`. */
  readUpTo(offset: number, length: number): Buffer;
}

/**
 * Opens a file for the time of `use`. Devices and pipes are not opened: that alone can do something, or wait.
 *
 * @throws MalformedFile when it is not a regular file; the system's error when it cannot be opened or read
 */
export function withBytes<T>(path: string, use: (bytes: Bytes) => T): T {
  if (!statSync(path).isFile()) throw new MalformedFile('it is not a regular file');
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    return use(bytesOf(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes at the start of a file that are read at once: headers and what they refer to mostly lie there. */
const headLength = 4096;

function bytesOf(descriptor: number): Bytes {
  const { size } = fstatSync(descriptor);
  let head: Buffer | undefined;

  const readUpTo = (offset: number, length: number) => {
    if (offset + length > headLength) return readAt(offset, length);
    head ??= readAt(0, headLength);
    return head.subarray(offset, offset + length);
  };

  const readAt = (offset: number, length: number) => {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
    const count = buffer.length === 0 ? 0 : readSync(descriptor, buffer, 0, buffer.length, offset);
    return buffer.subarray(0, count);
  };

  const read = (offset: number, length: number) => {
    if (offset > size || length > size - offset) {
      throw new MalformedFile(`it refers to bytes ${offset} to ${offset + length}, and the file has ${size}`);
    }
    const buffer = readUpTo(offset, length);
    if (buffer.length < length) throw new MalformedFile('it became shorter while it was read');
    return buffer;
  };

  return { size, read, readUpTo };
}
