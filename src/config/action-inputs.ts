import { UmlRunError } from '../model/errors.ts';
import type { RunCommand } from './command.ts';
import { rows, table, testsInput } from './options-table.ts';
import { type Given, readOptions, textsIn } from './read-options.ts';
import { splitWords } from './split-words.ts';

const inputRows = rows.filter(([, { only }]) => only !== 'command');
const inputs = new Set(inputRows.map(([, { name }]) => name));

/**
 * Parses the action's inputs. An empty input counts as not given.
 *
 * @param getInput the text of an input by its name, empty when there is none
 * @throws UmlRunError `option-invalid`; the message names the input, the value and what was expected
 */
export function parseActionInputs(getInput: (name: string) => string): RunCommand {
  const given = new Map<string, Given>();
  for (const [, row] of inputRows) {
    const texts = textsIn(getInput(row.name), row);
    if (texts) given.set(row.name, { texts, label: `input ${row.name}` });
  }
  const options = readOptions(given);
  const tests = splitWords(getInput(testsInput.name), `input ${testsInput.name}`);
  if (tests.length === 0) {
    throw new UmlRunError(
      'option-invalid',
      'input tests was given nothing, expected at least one file, glob, or folder',
    );
  }
  return { command: 'run', options, tests };
}

/** A message for whoever wrote the workflow: an option that it names by its flag is an input there. Values are quoted. */
export function namingInputs(message: string): string {
  return message.replace(/"[^"]*"|--([a-z-]+)/g, (found, name) => (inputs.has(name) ? `input ${name}` : found));
}

/** The output folder, as the user wrote it. It is known even where another input is wrong. */
export function readOutputInput(getInput: (name: string) => string): string {
  return getInput(table.output.name).trim() || String(table.output.default);
}
