/**
 * Text that a test or the kernel wrote, made harmless: no control character, terminal escape, or invisible character
 * that turns text around is left, and nothing that XML forbids. What it is for, e.g. HTML, still has to be escaped.
 */

/** Several lines: escape sequences are gone, each kind of line end is `\n`, other control characters are visible. */
export function printable(text: string): string {
  return visible(text.replace(escapeSequences, '').replace(/\r\n?/g, '\n'), /[^\P{Cc}\n\t]/gu);
}

/**
 * One line, of which nothing is gone: control characters are visible, and different texts stay different. For names.
 */
export function oneLine(text: string): string {
  return /^[ -[\]-~]*$/.test(text) ? text : visible(text.replace(ambiguousBackslash, '\\\\'), /\p{Cc}/gu);
}

/** Shortens text to a number of characters by leaving out its middle. */
export function cutMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = Math.ceil((length - 1) / 2);
  // Half a surrogate pair is not a character.
  return `${text.slice(0, head)}…${text.slice(text.length - (length - 1 - head))}`.toWellFormed();
}

/** Shortens text to a number of characters by leaving out its end. */
export function cutEnd(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`.toWellFormed();
}

/** CSI sequences; strings (OSC, DCS, SOS, PM, APC) with their end; and two-character escapes. */
const escapeSequences =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-Z\\`-~]/g;

/** Direction marks, line and paragraph separators, and characters without a width. */
const invisible = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** A backslash of the text itself that would look like the beginning of an escape. */
const ambiguousBackslash = new RegExp(`\\\\(?=[\\\\nrtxu]|\\p{Cc}|${invisible.source})`, 'gu');

function visible(text: string, controls: RegExp): string {
  return text
    .toWellFormed()
    .replace(controls, (character) => shortEscapes[character] ?? `\\x${hex(character, 2)}`)
    .replace(invisible, (character) => `\\u${hex(character, 4)}`)
    .replace(/[\ufffe\uffff]/g, '\ufffd');
}

const shortEscapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const hex = (character: string, digits: number) => character.charCodeAt(0).toString(16).padStart(digits, '0');
