import { type Bytes, MalformedFile } from './bytes.ts';
import type { ElfWords } from './elf-words.ts';

/** A program header: a part of the file, and where it lies in memory. */
export interface ElfSegment {
  type: 'load' | 'dynamic' | 'interpreter' | 'other';
  offset: number;
  address: number;
  fileSize: number;
}

const types: Record<number, ElfSegment['type']> = { 1: 'load', 2: 'dynamic', 3: 'interpreter' };

/**
 * Reads the table of program headers.
 *
 * @throws MalformedFile when the table, or a segment to load, is not inside the file
 */
export function readSegments(bytes: Bytes, header: ElfWords): ElfSegment[] {
  const wide = header.bits === 64;
  const table = { offset: header.address(wide ? 32 : 28), count: header.half(wide ? 56 : 44) };
  const entrySize = header.half(wide ? 54 : 42);
  const expected = wide ? 56 : 32;
  if (table.count === 0) return [];
  if (entrySize !== expected)
    throw new MalformedFile(`its program headers are ${entrySize} bytes long, not ${expected}`);

  const words = header.of(bytes.read(table.offset, table.count * entrySize));
  const segments = Array.from({ length: table.count }, (_, index) => readSegment(words, index * entrySize));
  for (const { type, offset, fileSize } of segments) {
    if (type === 'load' && offset + fileSize > bytes.size) {
      throw new MalformedFile(`it is cut short: it needs ${offset + fileSize} bytes, and the file has ${bytes.size}`);
    }
  }
  return segments;
}

function readSegment(words: ElfWords, at: number): ElfSegment {
  const [offset, address, fileSize] = words.bits === 64 ? [8, 16, 32] : [4, 8, 16];
  return {
    type: types[words.word(at)] ?? 'other',
    offset: words.address(at + offset),
    address: words.address(at + address),
    fileSize: words.address(at + fileSize),
  };
}
