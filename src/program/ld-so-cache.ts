import { readFileSync } from 'node:fs';

/** @returns the paths that the cache has for a library's name, the plain one first, then those for newer CPUs */
export type CacheLookup = (name: string) => string[];

const magic = 'glibc-ld.so.cache1.1';
const oldMagic = 'ld.so-1.7.0';
const headerSize = 48;
const entrySize = 24;
/** FLAG_ELF_LIBC6 and FLAG_X8664_LIB64: what the loader for x86-64 looks for. */
const x8664 = 0x0303;
/** Bit 62 of an entry's hwcap: it is for one of the glibc-hwcaps subfolders. Other bits are for loaders before 2.33. */
const variantBit = 0x40000000;

/**
 * Reads the cache that `ldconfig` makes, in its new format or with the old one in front of it (before glibc 2.32).
 * A cache that is missing, damaged or in another format is an empty one, as it is to the loader.
 */
export function readLibraryCache(path: string): CacheLookup {
  const entries = new Map<string, string[]>();
  try {
    const file = readFileSync(path);
    for (const { name, path, isVariant } of parseCache(file)) {
      const paths = entries.get(name) ?? [];
      entries.set(name, isVariant ? [...paths, path] : [path, ...paths]);
    }
  } catch {
    entries.clear();
  }
  return (name) => entries.get(name) ?? [];
}

/** @throws RangeError when an entry is not inside the file */
export function parseCache(file: Buffer): { name: string; path: string; isVariant: boolean }[] {
  const cache = file.subarray(startOf(file));
  if (cache.toString('latin1', 0, magic.length) !== magic) return [];
  // 0: not said; 2: little-endian
  if (![0, 2].includes(cache.readUInt8(28) & 3)) return [];

  const count = cache.readUInt32LE(20);
  const entries = [];
  for (let at = headerSize; at < headerSize + count * entrySize; at += entrySize) {
    const [flags, key, value] = [cache.readUInt32LE(at), cache.readUInt32LE(at + 4), cache.readUInt32LE(at + 8)];
    const [low, high] = [cache.readUInt32LE(at + 16), cache.readUInt32LE(at + 20)];
    const isVariant = (high & variantBit) !== 0;
    const isPlain = low === 0 && high === 0;
    if (flags !== x8664 || !(isPlain || isVariant)) continue;
    entries.push({ name: stringAt(cache, key), path: stringAt(cache, value), isVariant });
  }
  return entries;
}

function startOf(file: Buffer): number {
  if (file.toString('latin1', 0, oldMagic.length) !== oldMagic) return 0;
  const end = 16 + file.readUInt32LE(12) * 12;
  return Math.ceil(end / 8) * 8;
}

function stringAt(cache: Buffer, offset: number): string {
  const end = cache.indexOf(0, offset);
  if (offset >= cache.length || end < 0) throw new RangeError(`no string at ${offset}`);
  return cache.toString('utf8', offset, end);
}
