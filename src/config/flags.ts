import { UmlRunError } from '../model/errors.ts';
import { nearestOption } from './nearest-option.ts';
import { rows } from './options-table.ts';

/** A command line split into options and plain words; the options' values are not checked yet. */
export interface CommandWords {
  /** The texts of each option, by the option's name, in the order in which they were given. */
  given: Map<string, string[]>;
  /** The words that are neither an option nor an option's value. */
  plain: string[];
  /** How many of the plain words come before `--`. */
  beforeDashes: number;
  /** `-h`, `--help`, `-V` or `--version`, whichever comes first. */
  asked?: 'help' | 'version';
  /** `-i`, `-t`, or both in one word, as the user wrote them. */
  terminal?: string;
}

const flagRows = new Map(rows.filter(([, row]) => row.only !== 'action').map(([, row]) => [row.name, row]));
const shortFlags = new Map([...flagRows.values()].flatMap((row) => (row.short ? [[row.short, row]] : [])));
const terminalFlag = /^-(?:it?|ti?)$/;
const askedBy = new Map<string, CommandWords['asked']>([
  ['-h', 'help'],
  ['--help', 'help'],
  ['-V', 'version'],
  ['--version', 'version'],
]);

/**
 * Separates a command line's options from its plain words: `--name value`, `--name=value`, `--flag`, `--no-flag`, and
 * short flags: `-n value`, `-nvalue`. After `--` everything is plain.
 *
 * @param isLast whether the options end with this plain word, given those before it
 * @throws UmlRunError `command-unknown` for an option that does not exist, `option-invalid` for one without a value
 */
export function readFlags(argv: string[], isLast: (plain: string[]) => boolean): CommandWords {
  const words: CommandWords = { given: new Map(), plain: [], beforeDashes: 0 };
  const left = [...argv];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const asked = askedBy.get(word);
    if (asked) {
      words.asked ??= asked;
    } else if (terminalFlag.test(word)) {
      words.terminal = `${words.terminal ?? ''}${word}`;
    } else if (word === '--') {
      words.plain.push(...left.splice(0));
    } else if (word.startsWith('-') && word !== '-') {
      const { name, value } = readFlag(word, left);
      words.given.set(name, [...(words.given.get(name) ?? []), value]);
    } else {
      words.beforeDashes = words.plain.push(word);
      if (isLast(words.plain)) words.plain.push(...left.splice(0));
    }
  }
  return words;
}

/** Takes the value from `left` where it is a word of its own. */
function readFlag(given: string, left: string[]): { name: string; value: string } {
  const word = longForm(given);
  const [, name = '', inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const negated = flagRows.get(name.replace(/^no-/, ''));
  if (name.startsWith('no-') && negated?.kind.placeholder === '' && inline === undefined) {
    return { name: negated.name, value: 'false' };
  }
  const row = flagRows.get(name);
  if (!row) throw unknownOption(word, name);
  if (inline !== undefined) return { name, value: inline };
  if (row.kind.placeholder === '') return { name, value: 'true' };
  const next = left[0];
  if (next === undefined || isOption(next)) {
    throw new UmlRunError('option-invalid', `--${name} was given nothing, expected ${row.kind.expected}`);
  }
  left.shift();
  return { name, value: next };
}

/** `--jobs` for `-j`, `--jobs=4` for `-j4`; the word itself where it is no such flag. */
function longForm(word: string): string {
  const [, letter, value = ''] = /^-([a-z])(.*)$/s.exec(word) ?? [];
  const row = letter === undefined ? undefined : shortFlags.get(letter);
  if (!row || (value !== '' && row.kind.placeholder === '')) return word;
  return value === '' ? `--${row.name}` : `--${row.name}=${value}`;
}

/** A value may begin with dashes, as `-1` does; but another option is not the value that was forgotten before it. */
function isOption(word: string): boolean {
  if (/^-[a-z]$/.test(word)) return terminalFlag.test(word) || shortFlags.has(word.slice(1));
  const name = /^--(?:no-)?([^=]+)/.exec(word)?.[1];
  return word === '--' || askedBy.has(word) || (name !== undefined && flagRows.has(name));
}

function unknownOption(word: string, name: string): UmlRunError {
  const known = [...flagRows.keys(), 'help', 'version'];
  const meant = nearestOption(name, known) ?? nearestOption(name.replace(/^no-/, ''), known);
  const advice = meant === undefined ? 'see uml-run --help' : `did you mean --${meant}?`;
  return new UmlRunError(
    'command-unknown',
    `unknown option ${JSON.stringify(word.replace(/=.*/s, '').toWellFormed())}: ${advice}`,
  );
}
