/** Sections of an ELF header of 64 bits, and fields of theirs, by offset. */
const header = { size: 64, sections: 40, entrySize: 58, count: 60, names: 62 };
const section = { size: 64, name: 0, type: 4, flags: 8, offset: 24, length: 32, alignment: 48 };
const [noSection, noBits] = [0, 8];
/** The last bytes of a module that is signed: nothing of it may change. */
const signatureMark = '~Module signature appended~\n';
/** Takes memory while the program runs. */
const allocated = 2n;

/**
 * An object file without what only debuggers read: nine tenths of a kernel's module. The numbers of its sections and
 * symbols stay as they are; sections that went are empty.
 * @param file a relocatable file of 64 bits, of which the lowest byte of a number comes first; anything else is given
 * back as it is
 */
export function withoutDebug(file: Buffer): Buffer {
  const sections = sectionsOf(file);
  if (!sections) return file;
  const [start, table] = [Buffer.from(file.subarray(0, header.size)), Buffer.from(sections.table)];
  const pieces: Uint8Array[] = [start];
  let end = header.size;
  const append = (bytes: Buffer, alignment: number) => {
    const padding = (alignment - (end % alignment)) % alignment;
    pieces.push(Buffer.alloc(padding), bytes);
    end += padding + bytes.length;
    return end - bytes.length;
  };
  for (let at = 0; at < table.length; at += section.size) {
    const type = table.readUInt32LE(at + section.type);
    if (isDebug(table, at, sections.names)) table.fill(0, at + section.type, at + section.size);
    else if (type !== noSection && type !== noBits) {
      const [from, length, alignment] = [section.offset, section.length, section.alignment].map((field) =>
        Number(table.readBigUInt64LE(at + field)),
      ) as [number, number, number];
      if (from + length > file.length) return file;
      table.writeBigUInt64LE(BigInt(append(file.subarray(from, from + length), alignment || 1)), at + section.offset);
    }
  }
  start.writeBigUInt64LE(BigInt(append(table, 8)), header.sections);
  return Buffer.concat(pieces);
}

/** The table of sections, and the names in it; undefined where it is not such a file, or is signed. */
function sectionsOf(file: Buffer): { table: Buffer; names: Buffer } | undefined {
  const isObject = file.length >= header.size && file.toString('latin1', 0, 6) === '\x7fELF\x02\x01' && file[16] === 1;
  const isSigned = file.toString('latin1', Math.max(0, file.length - signatureMark.length)) === signatureMark;
  if (!isObject || isSigned || file.readUInt16LE(header.entrySize) !== section.size) return undefined;
  const from = Number(file.readBigUInt64LE(header.sections));
  const table = file.subarray(from, from + file.readUInt16LE(header.count) * section.size);
  const at = file.readUInt16LE(header.names) * section.size;
  if (table.length % section.size !== 0 || at >= table.length) return undefined;
  const [offset, length] = [section.offset, section.length].map((field) => Number(table.readBigUInt64LE(at + field)));
  return { table, names: file.subarray(offset, (offset ?? 0) + (length ?? 0)) };
}

function isDebug(table: Buffer, at: number, names: Buffer): boolean {
  if ((table.readBigUInt64LE(at + section.flags) & allocated) !== 0n) return false;
  const name = names.subarray(table.readUInt32LE(at + section.name));
  return /^(\.rela)?\.debug_/.test(name.toString('latin1', 0, 20));
}
