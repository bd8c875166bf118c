import { type Bytes, withBytes } from './bytes.ts';
import { type ElfWords, isElf, readWords } from './elf-words.ts';

/** Tables larger than this are passed over: reading them would take seconds. */
const maxTable = 2 ** 28;

/**
 * Which of some symbols an ELF file of 64 bits defines, by its symbol tables. One that it merely refers to does not count.
 * @returns the names in the order given; none where it is not ELF, not of 64 bits, or stripped
 * @throws MalformedFile when a table is not inside the file; the system's error when it cannot be read
 */
export function definedSymbols(path: string, names: readonly string[]): string[] {
  return withBytes(path, (bytes) => {
    if (!isElf(bytes)) return [];
    const header = readWords(bytes);
    if (header.bits !== 64) return [];
    const sections = readSections(bytes, header);
    const found = new Set(sections.flatMap((table) => definedIn(bytes, header, table, sections[table.link], names)));
    return names.filter((name) => found.has(name));
  });
}

interface Section {
  type: number;
  offset: number;
  size: number;
  /** Of a symbol table: the index of its table of strings. */
  link: number;
}

const [symbolTable, dynamicSymbolTable] = [2, 11];
const [sectionSize, symbolSize] = [64, 24];

function readSections(bytes: Bytes, header: ElfWords): Section[] {
  const [offset, entrySize, count] = [header.address(40), header.half(58), header.half(60)];
  if (offset === 0 || entrySize !== sectionSize) return [];
  const table = header.of(bytes.read(offset, count * sectionSize));
  return Array.from({ length: count }, (_, index) => index * sectionSize).map((at) => ({
    type: table.word(at + 4),
    offset: table.address(at + 24),
    size: table.address(at + 32),
    link: table.word(at + 40),
  }));
}

function definedIn(
  bytes: Bytes,
  header: ElfWords,
  table: Section,
  strings: Section | undefined,
  names: readonly string[],
): string[] {
  if (table.type !== symbolTable && table.type !== dynamicSymbolTable) return [];
  if (!strings || table.size > maxTable || strings.size > maxTable) return [];
  const text = bytes.read(strings.offset, strings.size);
  const wanted = new Map(names.flatMap((name) => placesOf(name, text).map((place) => [place, name] as const)));
  // Most files have none of them, and are done with here.
  if (wanted.size === 0) return [];
  const symbols = header.of(bytes.read(table.offset, table.size));
  const found = [];
  for (let at = 0; at + symbolSize <= table.size; at += symbolSize) {
    const name = wanted.get(symbols.word(at));
    const isDefined = symbols.half(at + 6) !== 0;
    if (name !== undefined && isDefined) found.push(name);
  }
  return found;
}

/** Offsets in a table of strings at which a name can begin: linkers let it be the end of a longer one. */
function placesOf(name: string, text: Buffer): number[] {
  const ended = `${name}\0`;
  const places = [];
  for (let at = text.indexOf(ended); at >= 0; at = text.indexOf(ended, at + 1)) places.push(at);
  return places;
}
