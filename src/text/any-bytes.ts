import { isUtf8 } from 'node:buffer';

/** What stands for the byte 0 in text; 0x80 to 0xff, which are not UTF-8 where they stand, follow. No UTF-8 gives these. */
const first = 0xdc00;

/** Text of any bytes: of what is not UTF-8, each byte is half of a surrogate pair (as Python's `surrogateescape`). */
export function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = lengthOfCharacter(bytes, at);
    text += length === 0 ? String.fromCharCode(first + (bytes[at] ?? 0)) : bytes.toString('utf8', at, at + length);
    at += length || 1;
  }
  return text;
}

/** The bytes of such a text; those of UTF-8 for any other. */
export function bytesOf(text: string): Buffer {
  const escaped = /[\udc80-\udcff]/u;
  if (!escaped.test(text)) return Buffer.from(text);
  return Buffer.concat(
    [...text].map((character) =>
      escaped.test(character) ? Buffer.of(character.charCodeAt(0) - first) : Buffer.from(character),
    ),
  );
}

/** In bytes; 0 where there is none. */
function lengthOfCharacter(bytes: Buffer, at: number): number {
  return [1, 2, 3, 4].find((length) => at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))) ?? 0;
}
