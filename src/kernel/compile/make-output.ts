/** What matters of the thousands of lines that make prints. */
import { noRoomWords } from '../../host/run-tool.ts';

const tailLines = 15;
const errorLines = 8;

/** A compiler's, linker's or kconfig's own words, rather than make's that something went wrong. */
const errorLine =
  /\berror: |\bundefined reference to\b|\bmultiple definition of\b|: not found$|\*\*\* (?!\[|Deleting|Waiting)|No rule to make target/;

export class MakeOutput {
  readonly errors: string[] = [];
  readonly last: string[] = [];
  isDiskFull = false;

  add(line: string): void {
    const isNoRoom = noRoomWords.test(line);
    if (isNoRoom) this.isDiskFull = true;
    if ((isNoRoom || errorLine.test(line)) && this.errors.length < errorLines) this.errors.push(line);
    this.last.push(line);
    if (this.last.length > tailLines) this.last.shift();
  }
}

/** The first errors, since later ones follow from them; where there is none, the end. */
export function summarize({ errors, last, isDiskFull }: MakeOutput, folder: string): string {
  const lines = errors.length > 0 ? errors : last;
  const hint = isDiskFull
    ? [`the disk of "${folder}" is full: a build takes up to 300 MB, and its sources up to 2 GB`]
    : [];
  return [...lines, ...hint].join('\n');
}
