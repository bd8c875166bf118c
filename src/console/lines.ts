/** A longer line is given in pieces: nothing a guest writes may fill this process's memory. */
const maxLine = 64 << 10;

const newline = 10;

/**
 * Bytes to lines, whatever pieces the bytes arrive in. Invalid UTF-8 becomes U+FFFD; a CR before the line's end is
 * dropped.
 */
export class Lines {
  /** A line without its end yet; memory for it is taken when there is the first. */
  private rest: Buffer | undefined;
  private length = 0;

  push(bytes: Buffer): string[] {
    const lines: string[] = [];
    for (let start = 0; start < bytes.length; ) {
      const found = bytes.indexOf(newline, start);
      const end = found < 0 ? bytes.length : found;
      const room = start + maxLine - this.length;
      if (end > room) {
        lines.push(this.take(bytes.subarray(start, room)));
        start = room;
      } else {
        if (found < 0) this.keep(bytes.subarray(start));
        else lines.push(this.take(bytes.subarray(start, end)));
        start = end + 1;
      }
    }
    return lines;
  }

  /** The last line, when it had no end. */
  finish(): string[] {
    return this.length > 0 ? [this.take(Buffer.alloc(0))] : [];
  }

  private keep(bytes: Buffer): void {
    this.rest ??= Buffer.alloc(maxLine);
    this.length += bytes.copy(this.rest, this.length);
  }

  private take(bytes: Buffer): string {
    if (!this.rest || this.length === 0) return toText(bytes);
    this.keep(bytes);
    const { rest, length } = this;
    this.length = 0;
    return toText(rest.subarray(0, length));
  }
}

function toText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
