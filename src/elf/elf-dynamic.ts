import { type Bytes, MalformedFile } from './bytes.ts';
import type { ElfSegment } from './elf-segments.ts';
import type { ElfWords } from './elf-words.ts';

/** What an object asks of the dynamic loader. */
export interface Dynamic {
  /** DT_NEEDED, in order */
  needed: string[];
  soname?: string;
  /** DT_RPATH, split at colons. The loader ignores it beside a DT_RUNPATH, and so it is empty then. */
  rpath: string[];
  /** DT_RUNPATH, split at colons; absent when the object has none. */
  runpath?: string[];
  /** DF_1_NODEFLIB: do not look in the default folders. */
  noDefaultFolders: boolean;
  /** DF_1_PIE: it is a program, though its type is that of a library. */
  isProgram: boolean;
}

/** Far above what real programs have, and low enough that a hostile file is done with at once. */
const limits = { entries: 4096, needed: 512, folders: 256, string: 16 * 1024 };
const pageSize = 4096;

/** PT_DYNAMIC as it is: numbers, and how to find what they mean. */
export interface DynamicTable {
  /** DT_NEEDED, in order; for `string`. */
  needed: number[];
  /** Address of the table of needed versions (DT_VERNEED); undefined where there is none. */
  versions: number | undefined;
  /** @returns for each DT_ tag its values, in order */
  values(tag: number): number[];
  /** @returns the text at an offset of the string table */
  string(offset: number): string;
  /** @returns where in the file an address in memory comes from */
  offsetOf(address: number): number;
}

/** @returns undefined when the file has no PT_DYNAMIC */
export function readDynamicTable(bytes: Bytes, header: ElfWords, segments: ElfSegment[]): DynamicTable | undefined {
  const segment = segments.find(({ type }) => type === 'dynamic');
  if (!segment) return undefined;
  const tags = readTags(bytes, header, segment);
  const values = (tag: number) => tags.get(tag) ?? [];
  const needed = values(1);
  if (needed.length > limits.needed) throw new MalformedFile(`it needs ${needed.length} libraries`);
  return {
    needed,
    versions: (values(0x6fffffff)[0] ?? 0) > 0 ? values(0x6ffffffe)[0] : undefined,
    values,
    string: stringsOf(bytes, segments, values(5)[0]),
    offsetOf: (address) => offsetOf(address, segments),
  };
}

/**
 * Reads PT_DYNAMIC and the strings it names.
 *
 * @returns undefined when the file has none
 */
export function readDynamic(bytes: Bytes, header: ElfWords, segments: ElfSegment[]): Dynamic | undefined {
  const table = readDynamicTable(bytes, header, segments);
  if (!table) return undefined;
  const flags = table.values(0x6ffffffb)[0] ?? 0;
  const [soname, rpath, runpath] = [14, 15, 29].map((tag) => table.values(tag).map(table.string)[0]);
  return {
    needed: table.needed.map(table.string),
    ...(soname !== undefined && { soname }),
    rpath: rpath !== undefined && runpath === undefined ? foldersOf(rpath) : [],
    ...(runpath !== undefined && { runpath: foldersOf(runpath) }),
    noDefaultFolders: (flags & 0x800) !== 0,
    isProgram: (flags & 0x8000000) !== 0,
  };
}

/** @returns for each DT_ tag its values, in order */
function readTags(bytes: Bytes, header: ElfWords, { offset, fileSize }: ElfSegment): Map<number, number[]> {
  const entrySize = header.bits / 4;
  const words = header.of(bytes.read(offset, Math.min(fileSize, limits.entries * entrySize)));
  const tags = new Map<number, number[]>();
  for (let at = 0; at + entrySize <= fileSize; at += entrySize) {
    if (at === limits.entries * entrySize) throw new MalformedFile('its dynamic section has no end');
    const tag = words.address(at);
    if (tag === 0) break;
    tags.set(tag, [...(tags.get(tag) ?? []), words.address(at + entrySize / 2)]);
  }
  return tags;
}

/** The string table is given by its address in memory. */
function stringsOf(bytes: Bytes, segments: ElfSegment[], table: number | undefined): (offset: number) => string {
  return (offset) => {
    if (table === undefined) throw new MalformedFile('its dynamic section has no string table');
    const text = bytes.readUpTo(offsetOf(table + offset, segments), limits.string);
    const end = text.indexOf(0);
    if (end < 0) throw new MalformedFile('its dynamic section has a string without an end');
    return text.toString('utf8', 0, end);
  };
}

/** The segment that is loaded at an address says where in the file it is. */
function offsetOf(address: number, segments: ElfSegment[]): number {
  const segment = segments.find((one) => one.type === 'load' && address >= one.address && address < endOf(one));
  if (!segment) throw new MalformedFile('its dynamic section names something outside of the file');
  return segment.offset + address - segment.address;
}

/** Whole pages are loaded, and patchelf leaves strings in what lies behind a segment's own end. */
function endOf({ address, fileSize }: ElfSegment): number {
  return Math.ceil((address + fileSize) / pageSize) * pageSize;
}

function foldersOf(path: string): string[] {
  const folders = path.split(':');
  if (folders.length > limits.folders) throw new MalformedFile(`its library path has ${folders.length} folders`);
  return folders;
}
