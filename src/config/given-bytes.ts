import { readFileSync } from 'node:fs';
import { textOf } from '../text/any-bytes.ts';

/**
 * This process's words as they were given: any bytes, as src/text/any-bytes.ts says. Those of Node.js have U+FFFD for what
 * is not UTF-8, as `toWellFormed` does for whoever prints them or looks for a file of that name.
 * @param words the last ones of this process
 * @param file with all of them, each with a byte 0 after it
 */
export function givenWords(words: readonly string[], file = '/proc/self/cmdline'): string[] {
  const given = words.some(mayBeOther) ? stringsIn(file).slice(-words.length) : [];
  // Should that file tell of something else, Node.js is right.
  return words.map((word, at) => (given[at]?.toString() === word ? textOf(given[at]) : word));
}

/**
 * This process's variables as they were given: those of Node.js lack a name that is not UTF-8.
 * @param file with those that it was started with, each with a byte 0 after it
 */
export function givenEnvironment(environment: NodeJS.ProcessEnv, file = '/proc/self/environ'): NodeJS.ProcessEnv {
  const names = Object.keys(environment);
  if (!names.some((name) => mayBeOther(name) || mayBeOther(environment[name] ?? ''))) return environment;
  const given = stringsIn(file).filter((pair) => pair.includes('=', 1) && mayBeOther(pair.toString()));
  // Of several with one name, the first counts.
  return { ...environment, ...Object.fromEntries(given.map(pairOf).reverse()) };
}

function mayBeOther(text: string): boolean {
  return text.includes('\ufffd');
}

function stringsIn(file: string): Buffer[] {
  const bytes = readFileSync(file);
  const found: Buffer[] = [];
  for (let at = 0, end = bytes.indexOf(0); end !== -1; at = end + 1, end = bytes.indexOf(0, at))
    found.push(bytes.subarray(at, end));
  return found;
}

function pairOf(pair: Buffer): [string, string] {
  const at = pair.indexOf('=');
  return [textOf(pair.subarray(0, at)), textOf(pair.subarray(at + 1))];
}
