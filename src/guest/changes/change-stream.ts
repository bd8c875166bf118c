import { readSync } from 'node:fs';
import { endianness } from 'node:os';

/** What init writes of a program's changes, one record each; `native/init/change-stream.h` says more. */
const kinds = {
  d: 'folder',
  n: 'new-folder',
  m: 'moved-folder',
  u: 'leave',
  f: 'file',
  b: 'bytes',
  a: 'attributes',
  h: 'hard-link',
  l: 'link',
  x: 'removed',
  o: 'other',
  L: 'lost',
  E: 'end',
} as const;

export type ChangeKind = (typeof kinds)[keyof typeof kinds];

export interface Change {
  kind: ChangeKind;
  /** Of an entry in the folder that the records are in. What a guest says may be anything that is not checked here. */
  name: Buffer;
  /** Where its data is in the file. */
  data: { at: number; length: number };
  /** As stat(2) has them. */
  mode: number;
  uid: number;
  gid: number;
  /** In seconds, as text: Node takes a negative number for the present. */
  time: string;
  /** Of a file its size, of bytes their offset, of the end how many changes are lost. */
  value: number;
  /** Of a file that has several names, the same for each; 0 of others. */
  id: number;
}

/** Numbers of a record, 8 bytes each. */
const numbers = 10;
const headSize = 8 * numbers;
/** A stream cannot be used; the message says why. */
export class DamagedChanges extends Error {
  override readonly name = 'DamagedChanges';
}

/** Of a name or a target; the kernel's own limit. */
const maxPath = 4096;
/** As in `native/init/change-stream.h`. */
const maxData = 256 << 10;
/** No file is larger, not even one of holes. */
const maxFile = 2 ** 63;

/** Numbers are in the order of this machine's bytes, which is the guest's. */
const isLittle = endianness() === 'LE';

/**
 * Reads the records of a file, up to the end's.
 * @param file a descriptor; its own offset is not used
 * @throws DamagedChanges when the stream is not as init writes it, or has no end
 */
export function* readChanges(file: number): Generator<Change> {
  let at = 0;
  for (;;) {
    const head = bytesAt(file, at, headSize);
    const number = (index: number) => (isLittle ? head.readBigInt64LE(8 * index) : head.readBigInt64BE(8 * index));
    const [nameLength, dataLength] = [within(number(1), maxPath), within(number(2), maxData)];
    const change: Change = {
      kind: kindOf(number(0)),
      name: bytesAt(file, at + headSize, nameLength),
      data: { at: at + headSize + nameLength, length: dataLength },
      mode: within(number(3), 0o177777),
      uid: within(number(4), 2 ** 32 - 1),
      gid: within(number(5), 2 ** 32 - 1),
      time: String(Number(number(6)) + within(number(7), 999_999_999) / 1e9),
      value: within(number(8), maxFile),
      id: Number(number(9)),
    };
    yield change;
    if (change.kind === 'end') return;
    at = change.data.at + dataLength;
  }
}

/** @throws DamagedChanges when they are not there */
export function bytesAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const more = readSync(file, bytes, got, length - got, at + got);
    if (more === 0) throw new DamagedChanges('the guest ended before all was written');
    got += more;
  }
  return bytes;
}

function kindOf(letter: bigint): ChangeKind {
  const kind = kinds[String.fromCharCode(within(letter, 127)) as keyof typeof kinds];
  if (kind === undefined) throw new DamagedChanges(`the guest wrote a record of the kind ${letter}`);
  return kind;
}

function within(value: bigint, most: number): number {
  if (value < 0n || value > BigInt(most))
    throw new DamagedChanges(`the guest wrote ${value}, where at most ${most} is possible`);
  return Number(value);
}
