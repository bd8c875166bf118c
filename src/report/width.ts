/** How many columns of a terminal a text takes that is one line of printable characters, about. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return [...text].reduce((width, character) => width + columns(character), 0);
}

/** Shortens text to a number of columns by leaving out its middle. */
export function fitMiddle(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const characters = [...text];
  const tail: string[] = [];
  const head: string[] = [];
  let free = width - 1;
  for (let front = true; ; front = !front) {
    const character = front ? characters.shift() : characters.pop();
    free -= columns(character ?? '');
    if (character === undefined || free < 0) return `${head.join('')}…${tail.reverse().join('')}`;
    (front ? head : tail).push(character);
  }
}

/** Shortens text to a number of columns by leaving out its end. */
export function fitEnd(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let free = width - 1;
  let end = 0;
  for (const character of text) {
    free -= columns(character);
    if (free < 0) break;
    end += character.length;
  }
  return `${text.slice(0, end)}…`;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function columns(character: string): number {
  if (character === '' || /^\p{M}|^\u200d/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
