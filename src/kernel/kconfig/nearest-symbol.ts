/** What a mistyped name was probably meant to be. */

/** Insertions, deletions and replacements that make one of the other; counting stops above `limit`. */
function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const here = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = above[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1);
      here.push(Math.min(replaced, above[column]! + 1, here[column - 1]! + 1));
    }
    if (Math.min(...here) > limit) return limit + 1;
    above = here;
  }
  return above[right.length]!;
}

/** The name nearest to `wrong`, at most a third of its letters away. */
export function nearest(wrong: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wrong.length / 3));
  for (const name of names) {
    const letters = distance(wrong, name, least);
    if (letters < least || (letters === least && best === undefined)) [best, least] = [name, letters];
  }
  return best;
}
