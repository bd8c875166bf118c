import { readFile, writeFile } from 'node:fs/promises';

/** What a kernel executable needs of the C library. */
export interface Needs {
  /** Names of shared libraries: `libc.so.6`. */
  libraries: string[];
  /** Newest version of glibc whose symbols it uses, e.g. `2.38`; undefined when it uses none. */
  glibc: string | undefined;
}

/** Types of program headers and dynamic entries, from elf.h. */
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_VERNEED = 0x6ffffffe;
const DT_VERNEEDNUM = 0x6fffffff;

/** Reads the dynamic section and the version needs of a 64-bit little-endian executable. */
export async function readNeeds(file: string): Promise<Needs> {
  const elf = await readFile(file);
  const dynamic = segments(elf).find(({ type }) => type === PT_DYNAMIC);
  if (!dynamic) return { libraries: [], glibc: undefined };
  const entries = dynamicEntries(elf, dynamic);
  const value = (tag: number) => entries.find((entry) => entry.tag === tag)?.value ?? 0;
  const strings = offsetOf(elf, value(DT_STRTAB));
  const libraries = entries.filter(({ tag }) => tag === DT_NEEDED).map((entry) => textAt(elf, strings + entry.value));
  const versions = value(DT_VERNEEDNUM) > 0 ? versionNames(elf, offsetOf(elf, value(DT_VERNEED)), strings) : [];
  return { libraries, glibc: newestGlibc(versions) };
}

/**
 * Makes an executable be started with another dynamic loader. The new path takes the place of the old one, so it must
 * not be longer than the room that is there.
 * @returns false when it does not fit
 */
export async function setInterpreter(file: string, path: string): Promise<boolean> {
  const elf = await readFile(file);
  const interpreter = segments(elf).find(({ type }) => type === PT_INTERP);
  if (!interpreter || Buffer.byteLength(path) >= interpreter.size) return false;
  const place = elf.subarray(interpreter.offset, interpreter.offset + interpreter.size);
  place.fill(0);
  place.write(path);
  await writeFile(file, elf);
  return true;
}

/** @returns whether `a` is a later version than `b`, both like `2.38` */
export function isNewer(a: string, b: string): boolean {
  const [[majorA = 0, minorA = 0], [majorB = 0, minorB = 0]] = [numbers(a), numbers(b)];
  return majorA !== majorB ? majorA > majorB : minorA > minorB;
}

const numbers = (version: string) => version.split('.').map(Number);

interface Segment {
  type: number;
  offset: number;
  address: number;
  size: number;
}

function segments(elf: Buffer): Segment[] {
  if (elf.readUInt32BE(0) !== 0x7f454c46 || elf[4] !== 2 || elf[5] !== 1) throw new Error('not a 64-bit ELF file');
  const [start, size, count] = [Number(elf.readBigUInt64LE(32)), elf.readUInt16LE(54), elf.readUInt16LE(56)];
  return Array.from({ length: count }, (_, index) => {
    const header = elf.subarray(start + index * size);
    return {
      type: header.readUInt32LE(0),
      offset: Number(header.readBigUInt64LE(8)),
      address: Number(header.readBigUInt64LE(16)),
      size: Number(header.readBigUInt64LE(32)),
    };
  });
}

function dynamicEntries(elf: Buffer, { offset, size }: Segment): { tag: number; value: number }[] {
  return Array.from({ length: size / 16 }, (_, index) => ({
    tag: Number(elf.readBigInt64LE(offset + index * 16)),
    value: Number(elf.readBigUInt64LE(offset + index * 16 + 8)),
  }));
}

/** Where an address of the running program is in its file. */
function offsetOf(elf: Buffer, address: number): number {
  const load = segments(elf).find(
    (segment) => segment.type === PT_LOAD && address >= segment.address && address < segment.address + segment.size,
  );
  if (!load) throw new Error(`address ${address} is in no segment of the file`);
  return load.offset + address - load.address;
}

/** The names in `.gnu.version_r`: a chain of needed files, each with a chain of needed versions. */
function versionNames(elf: Buffer, start: number, strings: number): string[] {
  const names: string[] = [];
  for (let file = start, next = -1; next !== 0; file += next) {
    for (let version = file + elf.readUInt32LE(file + 8), after = -1; after !== 0; version += after) {
      names.push(textAt(elf, strings + elf.readUInt32LE(version + 8)));
      after = elf.readUInt32LE(version + 12);
    }
    next = elf.readUInt32LE(file + 12);
  }
  return names;
}

function newestGlibc(names: string[]): string | undefined {
  const versions = names.map((name) => /^GLIBC_(\d+\.\d+)/.exec(name)?.[1]).filter((version) => version !== undefined);
  return versions.reduce<string | undefined>(
    (best, version) => (best && isNewer(best, version) ? best : version),
    undefined,
  );
}

const textAt = (elf: Buffer, offset: number) => elf.toString('latin1', offset, elf.indexOf(0, offset));
