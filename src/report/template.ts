/**
 * Lines made of items, from the first on, for as long as they fit, and one that counts the others.
 *
 * @param bytes maximum, in UTF-8
 * @returns each with its end
 */
export function fillLines<Item>(items: Item[], bytes: number, make: (item: Item) => string): string {
  const { text, left } = fill(items, bytes, (item) => `${make(item)}\n`);
  return left === 0 ? text : `${text}[${left} more lines]\n`;
}

/**
 * Makes text of items, from the first on, for as long as it fits.
 *
 * @param bytes maximum, in UTF-8
 * @returns the text, and how many items are left out
 */
export function fill<Item>(items: Item[], bytes: number, make: (item: Item) => string): { text: string; left: number } {
  const pieces: string[] = [];
  let free = bytes;
  for (const item of items) {
    const piece = make(item);
    free -= Buffer.byteLength(piece);
    if (free < 0) break;
    pieces.push(piece);
  }
  return { text: pieces.join(''), left: items.length - pieces.length };
}
