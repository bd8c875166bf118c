/** A longer line is given in pieces: nothing a guest writes may fill this process's memory. */
const maxLine = 64 << 10;

/**
 * Bytes to lines, whatever pieces the bytes arrive in. Invalid UTF-8 becomes U+FFFD; a CR before the line's end is
 * dropped.
 */
export class Lines {
  private rest: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): string[] {
    const lines: string[] = [];
    let all = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    for (;;) {
      const end = all.indexOf(10);
      if (end < 0 && all.length < maxLine) break;
      const length = end < 0 || end > maxLine ? maxLine : end;
      lines.push(toText(all.subarray(0, length)));
      all = all.subarray(length === end ? end + 1 : length);
    }
    this.rest = Buffer.from(all);
    return lines;
  }

  /** The last line, when it had no end. */
  finish(): string[] {
    const rest = this.rest;
    this.rest = Buffer.alloc(0);
    return rest.length > 0 ? [toText(rest)] : [];
  }
}

function toText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
