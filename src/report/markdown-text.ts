import { oneLine } from './plain-text.ts';

/** Text in a sentence, of which nothing is taken for markup, a link, or a mention. */
export function markdownText(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#!|~&@$^:/.]/g, (character, index, whole: string) =>
    isHarmless(character, whole[index - 1], whole[index + 1]) ? character : `&#${character.charCodeAt(0)};`,
  );
}

/** A name in monospace, for a cell of a table or elsewhere. */
export function markdownCode(text: string, where: 'cell' | 'text'): string {
  const line = oneLine(text) || ' ';
  const fence = '`'.repeat(maxRun(line) + 1);
  const code = /^`|`$|^ .* $/.test(line) ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
  return where === 'cell' ? code.replaceAll('|', '\\|') : code;
}

/** Lines as they are, in a block that their own backticks cannot end. */
export function markdownBlock(text: string): string {
  const fence = '`'.repeat(Math.max(3, maxRun(text) + 1));
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  return `${fence}text\n${text.slice(0, end)}\n${fence}\n`;
}

/** What is markup only in some places: `_` between letters, or the parts of a link. */
function isHarmless(character: string, before = ' ', after = ' '): boolean {
  if (character === ':') return after !== '/';
  if (character === '.') return !/w/i.test(before);
  return /[/_]/.test(character) && /\w/.test(before) && /\w/.test(after);
}

function maxRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
