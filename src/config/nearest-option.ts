/** The word among `known` that `word` was probably meant to be, if there is one: it begins so, or a third at most is wrong. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return known
    .map((candidate) => ({ candidate, edits: distance(word, candidate, limit) }))
    .filter(({ candidate, edits }) => edits <= limit || (word.length > 2 && candidate.startsWith(word)))
    .toSorted((a, b) => rank(a) - rank(b))[0]?.candidate;
}

/** Fewest edits first; of those that only begin so, the shortest. */
function rank({ candidate, edits }: { candidate: string; edits: number }): number {
  return Number.isFinite(edits) ? edits : 100 + candidate.length;
}

/** How many letters must be put in, taken out, or changed to make one word of the other. */
function distance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const above = row;
    row = [index + 1];
    for (const [column, other] of [...to].entries()) {
      row.push(Math.min(above[column]! + (letter === other ? 0 : 1), above[column + 1]! + 1, row[column]! + 1));
    }
  }
  return row.at(-1)!;
}
