import { nearest } from '../text/nearest.ts';

/** The option that a word was probably meant to be: the nearest, or else the shortest that begins so. */
export function nearestOption(word: string, known: readonly string[]): string | undefined {
  const longer = word.length > 2 ? known.filter((option) => option.startsWith(word)) : [];
  return nearest(word, known) ?? longer.toSorted((one, other) => one.length - other.length)[0];
}
