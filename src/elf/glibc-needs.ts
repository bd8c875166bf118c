import { closeSync, openSync, writeSync } from 'node:fs';
import { type Bytes, MalformedFile, withBytes } from './bytes.ts';
import { readDynamicTable } from './elf-dynamic.ts';
import { readSegments } from './elf-segments.ts';
import { type ElfWords, isElf, readWords } from './elf-words.ts';

/** What a kernel executable needs of the C library. */
export interface Needs {
  /** Names of shared libraries: `libc.so.6`. */
  libraries: string[];
  /** Newest version of glibc whose symbols it uses, e.g. `2.38`; undefined when it uses none. */
  glibc: string | undefined;
}

/** Far more versions than any C library has, so that a chain in a circle has an end. */
const maxVersions = 4096;

/**
 * Reads the dynamic section and the version needs of an executable.
 * @throws MalformedFile when it is not ELF, or cannot be understood; the system's error when it cannot be read
 */
export function readNeeds(path: string): Needs {
  return withBytes(path, (bytes) => {
    const words = wordsOf(bytes);
    const table = readDynamicTable(bytes, words, readSegments(bytes, words));
    if (!table) return { libraries: [], glibc: undefined };
    return { libraries: table.needed.map(table.string), glibc: newestGlibc(versionNames(bytes, words, table)) };
  });
}

/**
 * Makes an executable be started with another dynamic loader. The new path takes the place of the old one, so it must
 * not be longer than the room that is there.
 * @returns false when it does not fit, or the executable has no dynamic loader
 */
export function setInterpreter(path: string, interpreter: string): boolean {
  const segment = withBytes(path, (bytes) =>
    readSegments(bytes, wordsOf(bytes)).find(({ type }) => type === 'interpreter'),
  );
  if (!segment || Buffer.byteLength(interpreter) >= segment.fileSize) return false;
  const room = Buffer.alloc(segment.fileSize);
  room.write(interpreter);
  const file = openSync(path, 'r+');
  try {
    for (let at = 0; at < room.length; ) at += writeSync(file, room, at, room.length - at, segment.offset + at);
  } finally {
    closeSync(file);
  }
  return true;
}

/** @returns whether `a` is a later version than `b`, both like `2.38` */
export function isNewer(a: string, b: string): boolean {
  const [[majorA = 0, minorA = 0], [majorB = 0, minorB = 0]] = [numbers(a), numbers(b)];
  return majorA !== majorB ? majorA > majorB : minorA > minorB;
}

const numbers = (version: string) => version.split('.').map(Number);

function wordsOf(bytes: Bytes): ElfWords {
  if (!isElf(bytes)) throw new MalformedFile('it is not an ELF file');
  return readWords(bytes);
}

/** The names in `.gnu.version_r`: a chain of needed files, each with a chain of needed versions. */
function versionNames(
  bytes: Bytes,
  words: ElfWords,
  { versions, offsetOf, string }: NonNullable<ReturnType<typeof readDynamicTable>>,
): string[] {
  const names: string[] = [];
  if (versions === undefined) return names;
  const at = (offset: number) => words.of(bytes.read(offset, 16));
  for (let file = offsetOf(versions); ; ) {
    const [first, next] = [at(file).word(8), at(file).word(12)];
    for (let version = file + first; ; ) {
      const [name, after] = [at(version).word(8), at(version).word(12)];
      if (names.push(string(name)) > maxVersions) throw new MalformedFile('its list of needed versions has no end');
      if (after === 0) break;
      version += after;
    }
    if (next === 0) return names;
    file += next;
  }
}

function newestGlibc(names: string[]): string | undefined {
  const versions = names.flatMap((name) => /^GLIBC_(\d+\.\d+)/.exec(name)?.[1] ?? []);
  return versions.reduce<string | undefined>(
    (best, version) => (best && isNewer(best, version) ? best : version),
    undefined,
  );
}
