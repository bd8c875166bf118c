import { type Bytes, MalformedFile, withBytes } from './bytes.ts';
import { type Dynamic, readDynamic } from './elf-dynamic.ts';
import { type ElfSegment, readSegments } from './elf-segments.ts';
import { type ElfWords, isElf, readWords } from './elf-words.ts';

/** What an ELF file is for. */
export interface ElfHeader {
  bits: 32 | 64;
  bigEndian: boolean;
  /** e_machine */
  machine: number;
  type: 'relocatable' | 'executable' | 'shared' | 'core' | 'unknown';
}

/** The part of an ELF file that the kernel and the dynamic loader go by. */
export interface Elf extends ElfHeader {
  /** The file has an entry point; shared libraries mostly do not. */
  hasEntry: boolean;
  /** PT_INTERP */
  interpreter?: string;
  /** What is in PT_DYNAMIC; absent from a file that is not linked dynamically. */
  dynamic?: Dynamic;
}

/** An interpreter longer than this is refused by the kernel (PATH_MAX). */
const maxInterpreter = 4096;

/**
 * Reads an ELF file's headers.
 *
 * @returns undefined when the file is not ELF
 * @throws MalformedFile when it begins as ELF and cannot be one; the system's error when it cannot be read
 */
export function readElf(path: string): Elf | undefined {
  return withBytes(path, (bytes) => (isElf(bytes) ? parse(bytes) : undefined));
}

/** `readElf`, of the first bytes alone. */
export function readElfHeader(path: string): ElfHeader | undefined {
  return withBytes(path, (bytes) => (isElf(bytes) ? headerOf(readWords(bytes)) : undefined));
}

/** What such a read gives; undefined for a damaged file, too. @throws the system's error when it cannot be read */
export function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof MalformedFile) return undefined;
    throw cause;
  }
}

function parse(bytes: Bytes): Elf {
  const words = readWords(bytes);
  const header = headerOf(words);
  // Object files have no segments, and a core dump's describe the memory of something else.
  if (header.type === 'relocatable' || header.type === 'core') return { ...header, hasEntry: false };

  const segments = readSegments(bytes, words);
  const interpreter = interpreterOf(bytes, segments);
  const dynamic = readDynamic(bytes, words, segments);
  return {
    ...header,
    hasEntry: entryOf(words) !== 0,
    ...(interpreter !== undefined && { interpreter }),
    ...(dynamic && { dynamic }),
  };
}

function headerOf(words: ElfWords): ElfHeader {
  const type = (['unknown', 'relocatable', 'executable', 'shared', 'core'] as const)[words.half(16)] ?? 'unknown';
  return { bits: words.bits, bigEndian: words.bigEndian, machine: words.half(18), type };
}

function entryOf(words: ElfWords): number {
  return words.address(24);
}

function interpreterOf(bytes: Bytes, segments: ElfSegment[]): string | undefined {
  const segment = segments.find(({ type }) => type === 'interpreter');
  if (!segment) return undefined;
  if (segment.fileSize < 2 || segment.fileSize > maxInterpreter) {
    throw new MalformedFile(`its interpreter's name (PT_INTERP) is ${segment.fileSize} bytes long`);
  }
  const text = bytes.read(segment.offset, segment.fileSize);
  const end = text.indexOf(0);
  if (end <= 0) throw new MalformedFile("its interpreter's name (PT_INTERP) is empty or has no end");
  return text.toString('utf8', 0, end);
}
