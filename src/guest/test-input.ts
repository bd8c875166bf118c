/** Where the bytes of an input go: to init, and onto the test's terminal. */
interface Consoles {
  input(bytes: Buffer): void;
  terminal(bytes: Buffer): void;
}

interface Piece {
  /** What is typed on the terminal. */
  typed?: Buffer;
  /** What init gets, after that. */
  sent: Buffer;
  taken?: () => void;
}

/**
 * What is sent to the test that runs, piece by piece: the next one when init has taken the one before. A guest's kernel
 * does not listen any more to a console that was full once.
 */
export class TestInput {
  private readonly consoles: Consoles;
  private pieces: Piece[] = [];
  /** The one that is on its way. */
  private current: Piece | undefined;
  private isOpen = false;

  constructor(consoles: Consoles) {
    this.consoles = consoles;
  }

  /** A test has started. @param text by which init knows where its input begins */
  begin(text: string): void {
    this.end();
    this.isOpen = true;
    this.add([{ sent: Buffer.from(text) }]);
  }

  /**
   * Bytes for its standard input, none to end it; or the new size of its terminal.
   * @param taken called when init has taken them, or when no test takes them any more
   */
  send(bytes: Buffer, taken?: () => void): void {
    const pieces: Piece[] = split(bytes, mostSent).map((piece) => ({ sent: withLength(piece) }));
    this.add(pieces, taken);
  }

  /** Bytes that are typed on its terminal, as soon as that has room. */
  type(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.add(split(bytes, mostTyped).map((typed) => ({ typed, sent: withLength(Buffer.alloc(0)) })));
  }

  /** Init has taken a piece. */
  took(): void {
    const { taken } = this.current ?? {};
    this.current = undefined;
    taken?.();
    this.sendNext();
  }

  /** The test has ended: what it did not take is thrown away. */
  end(): void {
    this.isOpen = false;
    const left = [...(this.current ? [this.current] : []), ...this.pieces];
    this.current = undefined;
    this.pieces = [];
    for (const { taken } of left) taken?.();
  }

  private add(pieces: Piece[], taken?: () => void): void {
    const last = pieces.at(-1);
    if (!this.isOpen || !last) {
      taken?.();
      return;
    }
    if (taken) last.taken = taken;
    this.pieces.push(...pieces);
    this.sendNext();
  }

  private sendNext(): void {
    if (this.current) return;
    this.current = this.pieces.shift();
    if (!this.current) return;
    const { typed, sent } = this.current;
    if (typed) this.consoles.terminal(typed);
    this.consoles.input(sent);
  }
}

/** As in native/init/arrival.h, less the four bytes of a length, and in native/init/input.c. */
const mostSent = 3072 - 4;
const mostTyped = 1024;

/** At least one, which may be empty. */
function split(bytes: Buffer, most: number): Buffer[] {
  const count = Math.max(1, Math.ceil(bytes.length / most));
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * most, (at + 1) * most));
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}
