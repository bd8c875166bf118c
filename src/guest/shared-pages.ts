import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { PageRun } from '../console/markers.ts';
import { unlinkedFiles } from './disk-use.ts';

/** As native/init/shared-pages.c has it, in bytes. */
const pageLength = 4096;
const room = 256 * pageLength;
const ringPages = room / pageLength;
const pageCount = 1 + 2 * ringPages;
const tokenLength = 32;
/** Places in the first page; of a stream: `on_console`, `is_shared`, `written`, `taken`. */
const isReadAt = 32;
const isAwakeAt = 36;
const streamsAt = { stdout: 40, stderr: 64 } as const;
const headerLength = 88;
const takenAt = 16;

/** Bytes of a stream that are taken at once. */
const most = 128 << 10;

type Stream = keyof typeof streamsAt;

/** What a guest's init says of a stream in its first page. */
interface Ring {
  /** Bytes of the stream that come before these, on its console. */
  onConsole: bigint;
  isShared: boolean;
  /** Bytes that have not been taken, and where the first is in the ring. */
  length: number;
  from: number;
  taken: number;
}

/**
 * Pages of a guest's init that much output comes through, in the file that is the guest's memory. They can be read as
 * long as this has the file open, be the guest alive or not. Nothing that is in them is believed but as bytes of the test.
 */
export class SharedPages {
  private readonly file: number;
  /** Where the first page is in the file. */
  private readonly place: number;
  private readonly rings: Record<Stream, Span[]>;
  private readonly header = Buffer.alloc(headerLength);
  private readonly word = Buffer.alloc(4);
  private readonly bytes = Buffer.allocUnsafeSlow(most);

  private constructor(file: number, pages: readonly number[]) {
    const [first = 0, ...others] = pages;
    this.file = file;
    this.place = first;
    this.rings = { stdout: spansOf(others.slice(0, ringPages)), stderr: spansOf(others.slice(ringPages)) };
  }

  /**
   * Looks for the pages in the files that a guest's processes hold open, and tells init that it has them.
   * @param supervisor of the guest: its process
   * @param folder of the guest's memory
   * @param token that each of the pages begins with
   * @param runs where they are in that memory
   * @returns undefined where this process may not open that file, or the pages are not there
   */
  static find(supervisor: number, folder: string, token: string, runs: readonly PageRun[]): SharedPages | undefined {
    if (runs.reduce((sum, { count }) => sum + count, 0) !== pageCount) return undefined;
    const pages = runs.flatMap(({ first, count }) =>
      Array.from({ length: count }, (_, at) => (first + at) * pageLength),
    );
    if (!pages.every(Number.isSafeInteger)) return undefined;
    for (const { path, folder: its } of unlinkedFiles(supervisor)) {
      const file = its === folder ? openFile(path) : undefined;
      if (file === undefined) continue;
      if (haveToken(file, pages, token)) {
        const found = new SharedPages(file, pages);
        found.write(isReadAt, 1);
        return found;
      }
      closeSync(file);
    }
    return undefined;
  }

  /** Tells init whether this looks at them again and again, without being woken. */
  setAwake(isAwake: boolean): void {
    this.write(isAwakeAt, Number(isAwake));
  }

  /**
   * Takes some of what is there: nothing any more once the file is shorter than the guest's memory was.
   * @param lengthOf how many bytes of a stream have come on its console
   * @param give gets bytes that hold until it returns
   * @returns whether there was anything
   * @throws what `give` throws
   */
  take(lengthOf: (stream: Stream) => number, give: (stream: Stream, bytes: Buffer) => void): boolean {
    if (!this.read(this.header, this.place)) return false;
    const found = (['stdout', 'stderr'] as const).map((stream) => {
      const { isShared, onConsole, length, from, taken } = this.ringOf(stream);
      if (!isShared || length === 0 || lengthOf(stream) < onConsole) return false;
      const bytes = this.bytes.subarray(0, Math.min(length, most));
      if (!this.readRing(bytes, stream, from)) return false;
      this.write(streamsAt[stream] + takenAt, (taken + bytes.length) >>> 0);
      give(stream, bytes);
      return true;
    });
    return found.includes(true);
  }

  close(): void {
    closeSync(this.file);
  }

  private ringOf(stream: Stream): Ring {
    const at = streamsAt[stream];
    const [isShared = 0, written = 0, taken = 0] = [8, 12, takenAt].map((place) =>
      this.header.readUInt32LE(at + place),
    );
    const length = Math.min((written - taken) >>> 0, room);
    return { onConsole: this.header.readBigUInt64LE(at), isShared: isShared !== 0, length, from: taken % room, taken };
  }

  /** @returns whether it could, as `read` does */
  private readRing(bytes: Buffer, stream: Stream, from: number): boolean {
    for (let done = 0; done < bytes.length; ) {
      const at = (from + done) % room;
      const span = this.rings[stream].find(({ end }) => at < end);
      if (!span) return false;
      const part = bytes.subarray(done, done + span.end - at);
      if (!this.read(part, span.place + at - span.start)) return false;
      done += part.length;
    }
    return true;
  }

  private read(bytes: Buffer, place: number): boolean {
    return readSync(this.file, bytes, 0, bytes.length, place) === bytes.length;
  }

  private write(at: number, value: number): void {
    this.word.writeUInt32LE(value);
    writeSync(this.file, this.word, 0, this.word.length, this.place + at);
  }
}

/** What follows each other in a ring and in the file; the offsets are those in the ring. */
interface Span {
  start: number;
  end: number;
  place: number;
}

/** @param pages of a ring: where each is in the file */
function spansOf(pages: readonly number[]): Span[] {
  const spans: Span[] = [];
  for (const [index, place] of pages.entries()) {
    const last = spans.at(-1);
    const start = index * pageLength;
    if (last && place === last.place + start - last.start) last.end += pageLength;
    else spans.push({ start, end: start + pageLength, place });
  }
  return spans;
}

/** Undefined where it may not be opened, or is no regular file any more. */
function openFile(path: string): number | undefined {
  try {
    const file = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    if (fstatSync(file).isFile()) return file;
    closeSync(file);
  } catch {
    // Its process may have ended.
  }
  return undefined;
}

function haveToken(file: number, pages: readonly number[], token: string): boolean {
  const found = Buffer.alloc(tokenLength);
  return pages.every(
    (place) => readSync(file, found, 0, tokenLength, place) === tokenLength && found.toString('latin1') === token,
  );
}
