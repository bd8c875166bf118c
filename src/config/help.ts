import { splatKinds } from '../model/splat-kinds.ts';
import { kernelActions } from './command.ts';
import { type Row, rows } from './options-table.ts';

const width = 80;

/** The text of `uml-run --help`, at most 80 columns wide. */
export function formatHelp(): string {
  const flags = rows.filter(([, row]) => row.only !== 'action').map(([, row]) => row);
  return `Runs test programs on real Linux kernels (User Mode Linux).

uml-run [options] <test>...              run tests: files, globs, folders
uml-run exec [-t] [options] -- <program> [arguments]
                                         one program, its streams and exit code
                                         passed through; -t: on a terminal
uml-run kernel ${kernelActions.join('|')} <spec>...
                                         list, fetch, build or remove kernels
uml-run doctor                           check whether this machine can run it

Options (--name value or --name=value):
${entries([...flags.map(entryOf), ...general])}
Kinds for --fail-on: ${wrap(splatKinds.join(', '), 21)}

Exit code: 0 every test passed or was skipped; 1 a test failed or errored; 2 the
command line or a file is wrong; 3 this machine or a kernel could not do the
work; 130 interrupted. exec: the program's own code, 128 + signal, 125 when
uml-run itself failed or the kernel complained, or 141 when its reader is gone.
`;
}

const general: [flag: string, help: string][] = [
  ['-h, --help', 'print this'],
  ['-V, --version', 'print the version'],
];

function entryOf(row: Row<unknown>): [flag: string, help: string] {
  return [formatFlag(row), `${row.help}${formatDefault(row)}`];
}

function formatFlag({ name, kind, default: value }: Row<unknown>): string {
  if (kind.placeholder !== '') return `--${name} ${kind.placeholder}`;
  return value === 'true' ? `--[no-]${name}` : `--${name}`;
}

function formatDefault({ kind, default: value, otherwise }: Row<unknown>): string {
  const words = (otherwise ?? (typeof value === 'string' ? value : '')).replaceAll('`', '');
  if (kind.placeholder === '') return value === 'true' ? ' (default: yes)' : '';
  return words === 'nothing' ? '' : ` (default: ${words})`;
}

function entries(pairs: [flag: string, help: string][]): string {
  const column = Math.max(...pairs.map(([flag]) => flag.length)) + 4;
  return pairs.map(([flag, help]) => `${`  ${flag}`.padEnd(column)}${wrap(help, column)}\n`).join('');
}

/** Breaks text into lines that begin at `column`, but for the first, which begins wherever the caller puts it. */
function wrap(text: string, column: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (column + longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(column)}`);
}
