/** What client and server send each other. native/client/frames.h has the same. */
export const frames = {
  // Of the client.
  request: 'R',
  stdin: 'i',
  signal: 's',
  size: 'z',
  // Of uml-run itself, to a server.
  register: 'r',
  status: '?',
  stop: '!',
  // Of the server. `accepted`: 1 where the program gets a terminal, else 0; there will be a guest.
  accepted: 'A',
  // Why not, in words.
  refused: 'U',
  stdout: 'o',
  stderr: 'e',
  // So many more bytes of standard input may be sent. With the first of these the program starts.
  credit: 'c',
  exit: 'x',
} as const;

export type FrameType = keyof typeof frames;

export interface Frame {
  type: FrameType;
  bytes: Buffer;
}

/** Bytes of a frame's type and length, before its own. */
const head = 5;

/** More than the words and the environment of a process can have. */
const mostBytes = 16 << 20;

/** @param content at most 4 GB; text as UTF-8 */
export function encodeFrame(type: FrameType, content: Buffer | string = ''): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const frame = Buffer.allocUnsafe(head + bytes.length);
  frame.write(frames[type], 'latin1');
  frame.writeUInt32LE(bytes.length, 1);
  bytes.copy(frame, head);
  return frame;
}

const types = new Map<string, FrameType>(Object.entries(frames).map(([type, letter]) => [letter, type as FrameType]));

/** Puts frames together from the pieces of a stream. */
export class FrameReader {
  private pieces: Buffer[] = [];
  private length = 0;

  /**
   * @returns the frames that are whole now, in their order
   * @throws RangeError where there is no frame: its type is unknown, or its length too great
   */
  push(piece: Buffer): Frame[] {
    this.pieces.push(piece);
    this.length += piece.length;
    const whole: Frame[] = [];
    while (this.length >= head) {
      const start = this.joined(head);
      const type = types.get(String.fromCharCode(start[0] ?? 0));
      const length = start.readUInt32LE(1);
      if (type === undefined || length > mostBytes) throw new RangeError('not a frame of uml-run');
      if (this.length < head + length) break;
      whole.push({ type, bytes: this.take(head + length).subarray(head) });
    }
    return whole;
  }

  /** All pieces in one, where the first does not have so many bytes. */
  private joined(bytes: number): Buffer {
    if ((this.pieces[0]?.length ?? 0) < bytes) this.pieces = [Buffer.concat(this.pieces)];
    return this.pieces[0] ?? Buffer.alloc(0);
  }

  private take(bytes: number): Buffer {
    const all = this.joined(bytes);
    this.pieces[0] = all.subarray(bytes);
    this.length -= bytes;
    return all.subarray(0, bytes);
  }
}
