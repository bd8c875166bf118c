import { shellWord } from '../text/shell-word.ts';
import { isSecret } from './secret-variables.ts';

/** Characters: who has named a thousand files does not copy them from a terminal. */
const longest = 2000;

/**
 * The command that runs the same tests in the order of a run, as a line for a shell.
 * @param words of the command line of that run, after the command's own name
 * @param file its results.json
 * @returns in words where a line cannot be copied: it is too long, has what no terminal shows, or may have a secret
 */
export function repeatCommand(words: readonly string[], file: string): string {
  const order = ['--order', file];
  const line = ['uml-run', ...order, ...withoutOrder(words)].map(shellWord).join(' ');
  const isPlain = line.length <= longest && !/\p{C}|[\u2028\u2029]/u.test(line);
  return isPlain && !words.some(mayBeSecret) ? line : `the same command with ${order.map(shellWord).join(' ')}`;
}

function withoutOrder(words: readonly string[]): string[] {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  return words.filter((word, index) => {
    return index >= end || !(word === '--order' || word.startsWith('--order=') || words[index - 1] === '--order');
  });
}

/** It may be in a log that others read, where the command itself is not. */
function mayBeSecret(word: string): boolean {
  const [, name = '', value = word] = /^(?:--env=)?([^=]*)=(.*)$/s.exec(word) ?? [];
  return isSecret(name, value) || isSecret('', word);
}
