import { UmlRunError } from '../model/errors.ts';
import { type Command, type KernelAction, kernelActions } from './command.ts';
import { readFlags } from './flags.ts';
import { nearestOption } from './nearest-option.ts';
import { readOptions } from './read-options.ts';

/**
 * Parses the arguments of `uml-run`.
 *
 * The first plain word decides: `exec`, `kernel` or `doctor`; anything else is a test. Options may be anywhere before
 * `--`, but whatever follows the program of `exec` belongs to the program.
 *
 * @throws UmlRunError `option-invalid` or `command-unknown`; the message names the option or word, and what was
 * expected
 */
export function parseCommandLine(argv: string[]): Command {
  const words = readFlags(argv, ([first, ...others]) => first === 'exec' && others.length > 0);
  if (words.asked) return { command: words.asked };
  const options = readOptions(words.given, (name) => `--${name}`);
  const [first, ...others] = words.plain;
  // After `--` a word is never a command: `uml-run -- doctor` runs a test of that name.
  const command = words.beforeDashes > 0 ? first : undefined;

  if (command === 'exec') {
    const [program, ...programArguments] = others;
    if (program === undefined) {
      throw new UmlRunError(
        'command-unknown',
        'exec: no program given; usage: uml-run exec [options] -- <program> [arguments]',
      );
    }
    const terminal = words.terminal?.includes('t') ?? false;
    const limit = words.given.has('timeout') && { timeoutSeconds: options.timeoutSeconds };
    return { command: 'exec', options, program, arguments: programArguments, terminal, ...limit };
  }
  if (words.terminal !== undefined) {
    throw new UmlRunError('command-unknown', `"${words.terminal}" is an option of exec only; see uml-run --help`);
  }
  if (command === 'kernel') return { command: 'kernel', options, ...readKernelAction(others) };
  if (command === 'doctor') {
    const [unexpected] = others;
    if (unexpected !== undefined)
      throw new UmlRunError('command-unknown', `doctor takes no arguments, but was given ${quote(unexpected)}`);
    return { command: 'doctor', options };
  }
  if (first === undefined) {
    throw new UmlRunError(
      'command-unknown',
      'no test given: name at least one file, glob, or folder; see uml-run --help',
    );
  }
  return { command: 'run', options, tests: words.plain };
}

function readKernelAction([action, ...specs]: string[]): { action: KernelAction; specs: string[] } {
  const known = kernelActions.find((name) => name === action);
  const expected = `expected one of ${kernelActions.join(', ')}`;
  if (action === undefined) throw new UmlRunError('command-unknown', `kernel: no action given; ${expected}`);
  if (!known) {
    const meant = nearestOption(action, kernelActions);
    const advice = meant === undefined ? expected : `did you mean ${meant}?`;
    throw new UmlRunError('command-unknown', `kernel was given ${quote(action)}: ${advice}`);
  }
  const wanted = specs.flatMap((spec) => spec.split(',')).filter((spec) => spec !== '');
  if (wanted.length === 0 && known !== 'list') {
    throw new UmlRunError('command-unknown', `kernel ${known}: no kernel given; name a spec, such as distro:6.1`);
  }
  return { action: known, specs: wanted };
}

const quote = (word: string) => JSON.stringify(word);
