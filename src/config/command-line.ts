import { UmlRunError } from '../model/errors.ts';
import {
  type Command,
  type CommandName,
  commandNames,
  type KernelAction,
  type KernelCommand,
  kernelActions,
} from './command.ts';
import { type CommandWords, readFlags } from './flags.ts';
import { nearestOption } from './nearest-option.ts';
import type { Options } from './options.ts';
import { concerns, rows } from './options-table.ts';
import { type Given, readOptions, textsIn } from './read-options.ts';

/**
 * Parses the arguments of `uml-run`.
 *
 * The first plain word decides: the name of a command, `help` or `version`; anything else is a test. Options may be
 * anywhere before `--`, but whatever follows the program of `exec` belongs to the program.
 *
 * @param environment what the variables `UML_RUN_<OPTION>` are taken from, for options that are not on the command line
 * @throws UmlRunError `option-invalid` or `command-unknown`; the message names the option, variable or word, and what
 * was expected
 */
export function parseCommandLine(argv: string[], environment: NodeJS.ProcessEnv = {}): Command {
  const words = readFlags(argv, isProgram);
  // After `--` a word is never a command: `uml-run -- doctor` runs a test of that name.
  const first = words.beforeDashes > 0 ? words.plain[0] : undefined;
  const named = commandNames.find((name) => name === first);
  if (words.asked === 'version') return { command: 'version' };
  if (words.asked === 'help') return { command: 'help', ...(named && { about: named }) };
  if (first === 'help') return helpAbout(words.plain.slice(1));
  if (first === 'version') return alone('version', words.plain.slice(1), { command: 'version' });

  const command = named ?? 'run';
  refuseOthers(words, command);
  const given = givenTo(command, words.given, environment);
  const options = readOptions(given);
  const others = named ? words.plain.slice(1) : words.plain;
  switch (command) {
    case 'exec':
      return readExec(others, options, words.terminal, given.has('timeout'));
    case 'serve':
      return alone('serve', others, { command, options, isChosen: isChosen(words) });
    case 'kernel':
      return readKernel(others, options, given);
    case 'doctor':
      return alone('doctor', others, { command, options });
    case 'run':
      if (others.length > 0) return { command, options, tests: others.map((word) => word.toWellFormed()) };
      throw new UmlRunError(
        'command-unknown',
        'no test given: name at least one file, glob, or folder; see uml-run --help',
      );
  }
}

/** The options of `exec` end with its program. */
function isProgram([first, ...others]: string[]): boolean {
  return first === 'exec' && others.length > 0;
}

/** Whether other options say which server is to be stopped. */
function isChosen({ given }: CommandWords): boolean {
  return [...given.keys()].some((name) => name !== 'stop' && name !== 'status');
}

/**
 * The options of a command line of `exec` that decide what a guest is, as words for `serve`.
 * @param argv that `parseCommandLine` understands
 */
export function serverWords(argv: string[]): string[] {
  const { given } = readFlags(argv, isProgram);
  return rows.flatMap(([, row]) =>
    concerns(row, 'serve') ? (given.get(row.name) ?? []).map((text) => `--${row.name}=${text}`) : [],
  );
}

/** What a flag gives, or else its variable, or the command's own default. */
function givenTo(command: CommandName, flags: CommandWords['given'], environment: NodeJS.ProcessEnv) {
  const given = new Map<string, Given>();
  for (const [, row] of rows.filter(([, row]) => concerns(row, command))) {
    const variable = variableOf(row.name);
    const ofFlag = flags.get(row.name);
    const ofCommand = row.ownDefault?.[command];
    const texts = ofFlag ?? textsIn(environment[variable] ?? '', row) ?? (ofCommand ? [ofCommand] : undefined);
    if (texts) given.set(row.name, { texts, label: ofFlag ? `--${row.name}` : variable });
  }
  return given;
}

/** The variable of an option: `UML_RUN_FAIL_ON`. */
function variableOf(name: string): string {
  return `UML_RUN_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** Options that mean nothing to the command. */
function refuseOthers({ given, terminal }: CommandWords, command: CommandName): void {
  if (terminal !== undefined && command !== 'exec')
    throw new UmlRunError('command-unknown', `"${terminal}" is an option of exec only; see uml-run --help`);
  for (const [, row] of rows) {
    if (!given.has(row.name) || concerns(row, command)) continue;
    const others = commandNames.filter((name) => concerns(row, name)).join(', ');
    throw new UmlRunError(
      'command-unknown',
      `${command} does not have the option --${row.name}, only ${others}; ${row.instead ?? `see uml-run ${command} --help`}`,
    );
  }
}

function readExec(words: string[], options: Options, terminal: string | undefined, isLimited: boolean): Command {
  const [program, ...programArguments] = words;
  if (program === undefined) {
    throw new UmlRunError(
      'command-unknown',
      'exec: no program given; usage: uml-run exec [options] -- <program> [arguments]',
    );
  }
  const limit = isLimited && { timeoutSeconds: options.timeoutSeconds };
  const isTerminal = terminal?.includes('t') ?? false;
  return {
    command: 'exec',
    options,
    program: program.toWellFormed(),
    arguments: programArguments,
    terminal: isTerminal,
    ...limit,
  };
}

function readKernel([word, ...more]: string[], options: Options, given: ReadonlyMap<string, Given>): KernelCommand {
  const action = kernelActions.find((name) => name === word);
  if (!action) throw unknownWord('kernel', word, 'action', kernelActions);
  const publishing = ['kernel', 'key'].map((name) => given.get(name)?.label).find((label) => label?.startsWith('--'));
  if (action !== 'publish' && publishing !== undefined)
    throw new UmlRunError(
      'command-unknown',
      `kernel ${action} does not have the option ${publishing}, only publish does`,
    );
  return { command: 'kernel', options, action, words: wordsOf(action, more, given) };
}

function wordsOf(known: KernelAction, specs: string[], given: ReadonlyMap<string, Given>): string[] {
  if (known === 'list') return alone('kernel list', specs, []);
  if (known === 'publish') {
    const [folder, ...others] = specs;
    if (folder === undefined) throw new UmlRunError('command-unknown', 'kernel publish: no folder given for the store');
    if (!given.has('key'))
      throw new UmlRunError('command-unknown', 'kernel publish: no key given to sign with; add --key <file>');
    return alone(`kernel publish ${folder}`, others, [folder]);
  }
  const wanted = specs.flatMap((spec) => spec.split(',')).filter((spec) => spec !== '');
  if (wanted.length === 0) {
    throw new UmlRunError('command-unknown', `kernel ${known}: no kernel given; name a spec, such as distro:6.1`);
  }
  return wanted;
}

function helpAbout([word, ...more]: string[]): Command {
  if (word === undefined) return { command: 'help' };
  const about = commandNames.find((name) => name === word);
  if (!about) throw unknownWord('help', word, 'command', commandNames);
  return alone(`help ${about}`, more, { command: 'help', about });
}

function unknownWord(command: string, word: string | undefined, what: string, known: readonly string[]): UmlRunError {
  const expected = `expected one of ${known.join(', ')}`;
  if (word === undefined) return new UmlRunError('command-unknown', `${command}: no ${what} given; ${expected}`);
  const meant = nearestOption(word, known);
  const advice = meant === undefined ? expected : `did you mean ${meant}?`;
  return new UmlRunError('command-unknown', `${command} was given ${quote(word)}: ${advice}`);
}

/** @returns `result`, where no more words follow */
function alone<Result>(command: string, [unexpected]: string[], result: Result): Result {
  if (unexpected === undefined) return result;
  throw new UmlRunError('command-unknown', `${command} takes no arguments, but was given ${quote(unexpected)}`);
}

const quote = (word: string) => JSON.stringify(word);
