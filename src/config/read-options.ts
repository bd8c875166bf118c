import { UmlRunError } from '../model/errors.ts';
import type { Options } from './options.ts';
import { type Row, rows } from './options-table.ts';

/**
 * Checks the options that were given, and fills in defaults for the others.
 *
 * @param given the texts of each option, by the option's name
 * @param label what messages call an option, e.g. `--timeout`
 * @throws UmlRunError `option-invalid`; the message names the option, the value and what was expected
 */
export function readOptions(given: Map<string, string[]>, label: (name: string) => string): Options {
  const values = rows.flatMap(([key, row]) => {
    const texts = given.get(row.name) ?? defaultOf(row);
    return texts ? [[key, row.kind.read(texts, failure(row, label(row.name)))]] : [];
  });
  // The table's type has a row for each key, whose kind makes that key's value.
  const options = Object.fromEntries(values) as Options;
  if (options.retries > 0 && options.repeat > 1) {
    throw new UmlRunError(
      'option-invalid',
      `${label('retries')} and ${label('repeat')} cannot be used together: choose one`,
    );
  }
  return options;
}

function defaultOf({ default: value }: Row<unknown>): string[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'object') return value;
  return [typeof value === 'string' ? value : value()];
}

function failure({ kind }: Row<unknown>, label: string): (text: string) => never {
  return (text) => {
    const given = text === '' ? 'nothing' : JSON.stringify(text);
    throw new UmlRunError('option-invalid', `${label} was given ${given}, expected ${kind.expected}`);
  };
}
