/** Some bytes that one test wrote; `ended` with the last of them. */
export interface Piece {
  index: number;
  bytes: Buffer;
  ended: boolean;
}

/**
 * Divides the bytes of a channel among tests: where one test's bytes end, init writes that test's token. The bytes in
 * between are the program's own, whatever they are.
 */
export class TestStream {
  private readonly tokens: Buffer[];
  private index = 0;
  private rest: Buffer = Buffer.alloc(0);
  /** Bytes of the test whose token comes next, of those that were given. */
  private given = 0;

  /** @param tokens of the tests, in the order in which they run */
  constructor(tokens: string[] = []) {
    this.tokens = tokens.map((token) => Buffer.from(token, 'latin1'));
  }

  /** One more test, after all others. */
  expect(token: string): void {
    this.tokens.push(Buffer.from(token, 'latin1'));
  }

  push(bytes: Buffer): Piece[] {
    const pieces: Piece[] = [];
    let all = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    for (;;) {
      const token = this.tokens[this.index];
      // No bytes belong to anything after the last test.
      if (!token) return pieces;
      const at = all.indexOf(token);
      if (at < 0) {
        const keep = partOf(token, all);
        if (all.length > keep)
          pieces.push({ index: this.index, bytes: all.subarray(0, all.length - keep), ended: false });
        this.rest = Buffer.from(all.subarray(all.length - keep));
        this.given += all.length - keep;
        return pieces;
      }
      pieces.push({ index: this.index++, bytes: all.subarray(0, at), ended: true });
      all = all.subarray(at + token.length);
      this.rest = Buffer.alloc(0);
      this.given = 0;
    }
  }

  /** How many bytes have come of the test whose token comes next. */
  get length(): number {
    return this.given + this.rest.length;
  }

  /** Bytes of that test which did not come through the channel, in which there is no token. */
  pushPast(bytes: Buffer): Piece[] {
    if (this.index === this.tokens.length) return [];
    const before = this.finish();
    return [...before, { index: this.index, bytes, ended: false }];
  }

  /** What was held back because it could have become a token. */
  finish(): Piece[] {
    const bytes = this.rest;
    this.rest = Buffer.alloc(0);
    this.given += bytes.length;
    return bytes.length > 0 ? [{ index: this.index, bytes, ended: false }] : [];
  }
}

/** How many of the last bytes could be the beginning of the token. */
function partOf(token: Buffer, bytes: Buffer): number {
  for (let length = Math.min(token.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(token.subarray(0, length))) return length;
  }
  return 0;
}
