import type { TextStream } from '../../src/report/colors.ts';
import { widthOf } from '../../src/report/width.ts';

/**
 * A terminal that shows what is written to it, as far as uml-run goes: text, `\r`, `\n`, cursor up, and erasing to the
 * end. Where it is made narrower, it breaks long lines anew, as most do.
 */
export class FakeTerminal implements TextStream {
  readonly isTTY = true;
  columns: number;
  rows = 24;
  /** How often something was written. */
  writes = 0;
  /** As they were printed, however many rows each takes. */
  private lines = [''];
  /** How many rows above the end of the last line the cursor is, at the start of that row. */
  private above = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): boolean {
    this.writes++;
    for (const [piece, up] of text.matchAll(/\x1b\[(\d+)A|\x1b\[J|[\r\n]|[^\x1b\r\n]+/g)) this.take(piece, up);
    return true;
  }

  /** What can be seen, and what was scrolled away: a row each, as wide as the terminal at most. */
  get shown(): string[] {
    return this.lines.flatMap((line) => rowsOf(line, this.columns));
  }

  private take(piece: string, up: string | undefined): void {
    if (up !== undefined) this.above += Number(up);
    else if (piece === '\r') this.isAtStart = true;
    else if (piece === '\x1b[J') this.erase();
    else if (piece === '\n') this.breakLine();
    else if (this.isAtStart) throw new Error(`"${piece}" is written over what is there`);
    else this.lines[this.lines.length - 1] += piece;
  }

  private isAtStart = false;

  private breakLine(): void {
    this.lines.push('');
    this.isAtStart = false;
  }

  private erase(): void {
    const shown = this.shown;
    // Of a line that was broken by the terminal, its first rows would stay.
    this.lines = [...shown.slice(0, shown.length - 1 - this.above), ''];
    this.above = 0;
    this.isAtStart = false;
  }
}

function rowsOf(line: string, columns: number): string[] {
  const rows = [''];
  for (const character of line) {
    const row = rows.at(-1)!;
    if (widthOf(row + character) > columns) rows.push(character);
    else rows[rows.length - 1] = row + character;
  }
  return rows;
}
