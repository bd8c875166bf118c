/**
 * The candidate that a mistyped word was probably meant to be: the first of those with the fewest edits. At most a
 * third of the word's letters may be wrong (at least one); upper and lower case are the same.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  for (const candidate of candidates) {
    const edits = editDistance(wanted, candidate.toLowerCase(), limit);
    if (edits > limit) continue;
    best = candidate;
    // From here on, only one that is nearer.
    limit = edits - 1;
  }
  return best;
}

/** Letters to insert, delete or replace to make one text of the other; any number above `limit` where it is more. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  const letters = [...to];
  let above = [0, ...letters.map((_, index) => index + 1)];
  for (const [index, letter] of [...from].entries()) {
    let left = index + 1;
    const row = [left];
    let [diagonal = 0] = above;
    for (const [column, other] of letters.entries()) {
      const up = above[column + 1] ?? limit;
      left = Math.min(diagonal + (letter === other ? 0 : 1), up + 1, left + 1);
      row.push(left);
      diagonal = up;
    }
    if (Math.min(...row) > limit) return limit + 1;
    above = row;
  }
  return above.at(-1) ?? limit + 1;
}
