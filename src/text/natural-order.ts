/**
 * Natural order: `test2` before `test10`. By code units and the value of digits, never by locale, so that it is the
 * same on every machine.
 *
 * @returns a negative number, 0 or a positive number; 0 only for equal texts
 */
export function compareNatural(one: string, other: string): number {
  const [left, right] = [piecesOf(one), piecesOf(other)];
  for (const [index, piece] of left.entries()) {
    const otherPiece = right[index];
    if (otherPiece === undefined) break;
    const order = comparePieces(piece, otherPiece);
    if (order !== 0) return order;
  }
  return left.length - right.length || compare(one, other);
}

/** Runs of digits and runs of everything else. */
function piecesOf(text: string): string[] {
  return text.match(/[0-9]+|[^0-9]+/g) ?? [];
}

function comparePieces(one: string, other: string): number {
  if (!isNumber(one) || !isNumber(other)) return compare(one, other);
  const [left, right] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  return left.length - right.length || compare(left, right);
}

function isNumber(piece: string): boolean {
  return /^[0-9]/.test(piece);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
