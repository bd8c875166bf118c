import { type Bytes, MalformedFile } from './bytes.ts';

/** Numbers of an ELF header or table, in the file's own word size and byte order. */
export interface ElfWords {
  bits: 32 | 64;
  bigEndian: boolean;
  /** 16 bits */
  half(offset: number): number;
  /** 32 bits */
  word(offset: number): number;
  /** 32 or 64 bits, as the class says. Above 2^53 it is inexact, and outside of any file anyway. */
  address(offset: number): number;
  /** The same for another piece of the file. */
  of(buffer: Buffer): ElfWords;
}

const magic = Buffer.from('\x7fELF', 'latin1');

export function isElf(bytes: Bytes): boolean {
  return bytes.readUpTo(0, magic.length).equals(magic);
}

/** @returns the ELF header's numbers; its class and byte order are found out first */
export function readWords(bytes: Bytes): ElfWords {
  const identity = bytes.read(0, 16);
  const [, , , , elfClass = 0, order = 0] = identity;
  const bits = ([undefined, 32, 64] as const)[elfClass];
  const bigEndian = [undefined, false, true][order];
  if (bits === undefined) throw new MalformedFile(`its word size (EI_CLASS) is ${elfClass}, neither 1 nor 2`);
  if (bigEndian === undefined) throw new MalformedFile(`its byte order (EI_DATA) is ${order}, neither 1 nor 2`);
  return wordsOf(bytes.read(0, bits === 64 ? 64 : 52), bits, bigEndian);
}

function wordsOf(buffer: Buffer, bits: 32 | 64, bigEndian: boolean): ElfWords {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const word = (offset: number) => view.getUint32(offset, !bigEndian);
  return {
    bits,
    bigEndian,
    half: (offset) => view.getUint16(offset, !bigEndian),
    word,
    address: (offset) => (bits === 64 ? Number(view.getBigUint64(offset, !bigEndian)) : word(offset)),
    of: (other) => wordsOf(other, bits, bigEndian),
  };
}
