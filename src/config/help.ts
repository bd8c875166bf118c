import { type CommandName, commandNames } from './command.ts';
import { helpTexts, mostUsed, optionGroups } from './help-texts.ts';
import { concerns, type Row, rows } from './options-table.ts';

/** Where the texts of options begin. */
const column = 29;
/** With fewer columns than this, each text begins on a line of its own. */
const narrow = 60;
/** The same for what commands do: it follows their whole command lines. */
const usageColumn = 47;
const narrowForUsage = 80;

/**
 * The text of `uml-run --help`, or of a command's.
 * @param columns of the terminal; no line is longer, as far as its words allow, nor than 80
 */
export function formatHelp(about?: CommandName, columns = 80): string {
  const width = Math.max(20, Math.min(80, columns));
  return about === undefined ? shortHelp(width) : commandHelp(about, width);
}

function shortHelp(width: number): string {
  const usage = commandNames.flatMap((name) => helpTexts[name].usage);
  const examples = commandNames.flatMap((name) => helpTexts[name].examples).slice(0, 3);
  return [
    `${wrap('Runs test programs on real Linux kernels (User Mode Linux).', width)}\n\n`,
    formatUsage([...usage, ['help [command]', 'options of run, exec, kernel, ...']], width),
    `\n${wrap('Most used options, with [default]:', width)}\n${formatOptions(withNames(flags, mostUsed), width)}`,
    formatEntries(general, width),
    `\nExamples:\n${formatExamples(examples, width)}`,
  ].join('');
}

function commandHelp(about: CommandName, width: number): string {
  const { usage, examples, exitCode } = helpTexts[about];
  const own = flags.filter((row) => concerns(row, about));
  const grouped = Object.values(optionGroups).flat();
  const groups: [title: string, rows: Row<unknown>[]][] = [
    ...Object.entries(optionGroups).map(([title, names]): [string, Row<unknown>[]] => [title, withNames(own, names)]),
    ['Others', own.filter(({ name }) => !grouped.includes(name))],
  ];
  const shown = groups.filter(([, rows]) => rows.length > 0);
  return [
    formatUsage(usage, width),
    ...shown.map(([title, rows]) => `${title}:\n${formatOptions(rows, width, about)}`),
    `${wrap('In brackets are defaults. Each option is also a variable, such as UML_RUN_CACHE.', width)}\n`,
    `Examples:\n${formatExamples(examples, width)}`,
    `${wrap(`Exit code: ${exitCode}`, width)}\n`,
  ].join('');
}

const flags = rows.filter(([, row]) => row.only !== 'action').map(([, row]) => row);

function withNames(all: readonly Row<unknown>[], names: readonly string[]): Row<unknown>[] {
  return names.flatMap((name) => all.filter((row) => row.name === name));
}

function formatUsage(usage: [words: string, does: string][], width: number): string {
  const place = width < narrowForUsage ? 4 : usageColumn;
  return usage.map(([words, does]) => entry(`uml-run ${words}`, does, { column: place, width })).join('');
}

function formatExamples(examples: string[], width: number): string {
  return examples.map((words) => `  ${wrap(`uml-run ${words}`, width, 4)}\n`).join('');
}

const general: [flag: string, does: string][] = [
  ['-h, --help', 'print this, or all options of the command before it'],
  ['-V, --version', 'print the version'],
];

function formatOptions(options: Row<unknown>[], width: number, about?: CommandName): string {
  const pairs = options.map((row): [string, string] => [
    formatFlag(row),
    `${row.help.replaceAll('`', '')}${isUnlimited(row, about) ? '' : formatDefault(row, about)}`,
  ]);
  return formatEntries(pairs, width);
}

/** A program of `exec` has the time that it takes, unless a limit is given. */
function isUnlimited({ name }: Row<unknown>, about: CommandName | undefined): boolean {
  return about === 'exec' && name === 'timeout';
}

function formatEntries(pairs: [head: string, text: string][], width: number): string {
  const place = width < narrow ? 4 : column;
  return pairs.map(([head, text]) => entry(head, text, { column: place, width })).join('');
}

function formatFlag({ name, kind, default: value, short }: Row<unknown>): string {
  const long = kind.placeholder === '' && value === 'true' ? `--[no-]${name}` : `--${name}`;
  const placeholder = choicesOf(kind) ? '<word>' : kind.placeholder;
  return `${short ? `-${short}, ` : ''}${long} ${placeholder}`.trimEnd();
}

/** In brackets, and before the other words of a choice. */
function formatDefault({ kind, default: usual, ownDefault }: Row<unknown>, about: CommandName | undefined): string {
  const value = (about && ownDefault?.[about]) ?? usual;
  if (kind.placeholder === '' || typeof value !== 'string' || value === '') return '';
  const others = choicesOf(kind)?.filter((word) => word !== value) ?? [];
  return ` [${[value, ...others].join('|')}]`;
}

function choicesOf({ type }: Row<unknown>['kind']): readonly string[] | undefined {
  return type.type === 'enum' ? type.values : undefined;
}

/** What it is about, and the text behind it, or on the next line where there is no room. */
function entry(head: string, text: string, { column, width }: { column: number; width: number }): string {
  const isBeside = 2 + head.length + 1 < column;
  const lines = wrap(text, width, column);
  return isBeside
    ? `${`  ${head}`.padEnd(column)}${lines}\n`
    : `  ${wrap(head, width, 4)}\n${' '.repeat(column)}${lines}\n`;
}

/** Breaks text into lines that begin at `column`, but for the first, which begins wherever the caller puts it. */
function wrap(text: string, width: number, column = 0): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (column + longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(column)}`);
}
