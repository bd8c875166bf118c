/** What is of use here; an archive can have any number of others. */
const keys = ['path', 'linkpath', 'size', 'mtime', 'GNU.sparse.major', 'GNU.sparse.map'];

/**
 * Reads the records of a pax extended header: each `<length> <key>=<value>\n`.
 * @returns the values of `keys`; undefined when they are none
 */
export function parsePax(bytes: Buffer): Map<string, Buffer> | undefined {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 ? '' : bytes.toString('latin1', at, space);
    const end = at + Number(digits);
    const equals = bytes.indexOf(0x3d, space);
    if (!/^[1-9]\d{0,8}$/.test(digits) || end > bytes.length || equals < 0 || equals >= end) return undefined;
    const key = bytes.toString('latin1', space + 1, Math.min(equals, space + 100));
    if (keys.includes(key)) records.set(key, bytes.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}
