/** What follows in a line is left out: nothing that a program writes may fill this process's memory. */
const maxBytes = 16 << 10;

/** Bytes that are searched at once: texts of many more are costly to make. */
const pieceLength = 8 << 10;

/**
 * Gives the lines of a program's output that could be TAP, without their ends, and cut where they are very long. It is made
 * for much output that is not: other lines are told by their first letter, and cost next to nothing.
 */
export class CutLines {
  private readonly take: (line: string) => void;
  /** The beginning of a line whose end has not come yet; memory for it is taken when there is the first. */
  private rest: Buffer | undefined;
  private restLength = 0;
  private hasRest = false;

  constructor(take: (line: string) => void) {
    this.take = take;
  }

  push(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += pieceLength) this.pushPiece(bytes.subarray(at, at + pieceLength));
  }

  private pushPiece(bytes: Buffer): void {
    // A character a byte: searched for the ends of lines twice as fast as bytes are.
    const text = bytes.toString('latin1');
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (this.hasRest) {
        this.keep(bytes, start, end);
        this.endRest();
      } else if (couldBeTap(bytes, start, end)) {
        this.take(bytes.toString('utf8', start, Math.min(end, start + maxBytes)));
      }
      start = end + 1;
    }
    if (start < bytes.length) this.keep(bytes, start, bytes.length);
  }

  /** Gives the last line when it had no end. */
  finish(): void {
    this.endRest();
    this.rest = undefined;
  }

  private endRest(): void {
    const { rest, restLength, hasRest } = this;
    this.restLength = 0;
    this.hasRest = false;
    if (rest && hasRest && couldBeTap(rest, 0, restLength)) this.take(rest.toString('utf8', 0, restLength));
  }

  private keep(bytes: Buffer, start: number, end: number): void {
    this.rest ??= Buffer.alloc(maxBytes);
    this.hasRest = true;
    this.restLength += bytes.copy(this.rest, this.restLength, start, end);
  }
}

/** Which bytes such a line begins with, after blanks. */
const canBegin = new Uint8Array(256);
for (const byte of Buffer.from('onTK1Bb#')) canBegin[byte] = 1;

function couldBeTap(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at < end && canBegin[bytes[at] ?? 0] === 1;
}
