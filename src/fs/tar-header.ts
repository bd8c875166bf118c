/** One header block of a tar archive, as ustar, GNU tar and the seventh edition have it. */
export interface Header {
  name: Buffer;
  mode: number;
  size: number;
  modified: number;
  type: string;
  target: Buffer;
}

export const blockSize = 512;

/** @returns undefined when its checksum is wrong, so that it is not a header */
export function parseHeader(block: Buffer): Header | undefined {
  if (number(block, 148, 8) !== checksumOf(block)) return undefined;
  const name = text(block, 0, 100);
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? text(block, 345, 155) : Buffer.alloc(0);
  return {
    name: prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : name,
    mode: number(block, 100, 8) & 0o7777,
    size: number(block, 124, 12),
    modified: number(block, 136, 12),
    type: block.toString('latin1', 156, 157),
    target: text(block, 157, 100),
  };
}

/**
 * The header of a regular file that belongs to root and has no time, so that the same file has the same header anywhere.
 * @param mode permission bits
 * @returns undefined for a path that has no place in it: of its bytes, 100 fit behind a slash, and 155 before that
 */
export function formatHeader(path: string, mode: number, size: number): Buffer | undefined {
  const slash = Buffer.byteLength(path) <= 100 ? -1 : path.indexOf('/', path.length - 101);
  const [prefix, name] = [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
  if (Buffer.byteLength(name) > 100 || Buffer.byteLength(prefix) > 155) return undefined;
  const block = Buffer.alloc(blockSize);
  block.write(name, 0);
  for (const [at, value] of [
    [100, mode],
    [108, 0],
    [116, 0],
  ] as const)
    block.write(octal(value, 7), at);
  for (const [at, value] of [
    [124, size],
    [136, 0],
  ] as const)
    block.write(octal(value, 11), at);
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  block.write(prefix, 345);
  block.write(`${octal(checksumOf(block), 6)}\0 `, 148);
  return block;
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');

function checksumOf(block: Buffer): number {
  let sum = 8 * 0x20;
  for (const [at, byte] of block.entries()) if (at < 148 || at >= 156) sum += byte;
  return sum;
}

function text(block: Buffer, at: number, length: number): Buffer {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

/** Octal digits, or where the first bit is set a binary number. @returns NaN for neither */
function number(block: Buffer, at: number, length: number): number {
  const first = block.readUInt8(at);
  if (first & 0x80) {
    const negative = first === 0xff;
    if (negative) return 0;
    let value = first & 0x7f;
    for (const byte of block.subarray(at + 1, at + length)) value = value * 256 + byte;
    return value;
  }
  const digits = block
    .toString('latin1', at, at + length)
    .replace(/\0.*$/s, '')
    .trim();
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}
