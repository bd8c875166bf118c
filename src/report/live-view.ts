import type { TextStream } from './colors.ts';
import { progressTable } from './progress-lines.ts';
import type { ProgressView } from './progress-view.ts';
import type { KernelProgress } from './run-progress.ts';
import { fitEnd, widthOf } from './width.ts';

/** Of a terminal that does not say. */
const usualRows = 24;

/** Shows progress in the last lines of a terminal, which change in place; what is printed comes above them. */
export class LiveView implements ProgressView {
  private readonly stream: TextStream;
  private readonly columns: () => number;
  private readonly paint: (line: string) => string;
  private readonly now: () => number;
  private stepLine: string[] = [];
  private testLines: readonly string[] = [];
  /** As they are on the terminal. */
  private drawn: readonly string[] = [];

  /**
   * @param columns width of the terminal right now
   * @param paint gives a line its style
   * @param now milliseconds
   */
  constructor(stream: TextStream, columns: () => number, paint: (line: string) => string, now: () => number) {
    this.stream = stream;
    this.columns = columns;
    this.paint = paint;
    this.now = now;
  }

  print(text: string): void {
    this.stream.write(`${this.erasing()}${text}${this.drawing(this.drawn)}`);
  }

  step(text: string): void {
    this.stepLine = text === '' ? [] : [text];
    this.draw();
  }

  tests(kernels: readonly KernelProgress[]): void {
    // What was printed last can still be seen above.
    const rows = Math.max(1, Math.floor((this.stream.rows || usualRows) / 2));
    this.testLines = progressTable(kernels, this.now(), { columns: this.width, rows });
    this.draw();
  }

  clear(): void {
    this.stepLine = [];
    this.testLines = [];
    this.draw();
  }

  private draw(): void {
    const lines = [...this.testLines, ...this.stepLine].map((line) => fitEnd(line, this.width));
    if (lines.join('\n') === this.drawn.join('\n')) return;
    this.stream.write(this.erasing() + this.drawing(lines));
    this.drawn = lines;
  }

  /** A line that reached the last column would be broken by some terminals. */
  private get width(): number {
    return Math.max(1, this.columns() - 1);
  }

  private drawing(lines: readonly string[]): string {
    return lines.map(this.paint).join('\n');
  }

  /** From the end of the last line to the start of the first. A terminal that has become narrower has broken them. */
  private erasing(): string {
    if (this.drawn.length === 0) return '';
    const columns = this.columns();
    const rows = this.drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
    return `\r${rows > 1 ? `\x1b[${rows - 1}A` : ''}\x1b[J`;
  }
}
