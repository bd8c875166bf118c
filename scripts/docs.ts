/**
 * Writes what is generated from the tables of options and errors: `action.yml`, `action-types.yml`, `docs/options.md`,
 * `docs/errors.md`, and the README's sections between the markers. A test compares them with the files in the checkout.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatActionTypes } from '../src/config/action-types.ts';
import { formatActionYml } from '../src/config/action-yml.ts';
import { formatOptionsPage, formatOptionsTable, formatOutputsTable } from '../src/config/options-page.ts';
import { formatErrorsPage } from './errors-page.ts';

const folder = join(import.meta.dirname, '..');

/** The whole text that each generated file should have, by its path. */
export function generatedTexts(): Map<string, string> {
  const readme = join(folder, 'README.md');
  return new Map([
    [join(folder, 'action.yml'), formatActionYml()],
    [join(folder, 'action-types.yml'), formatActionTypes()],
    [join(folder, 'docs/options.md'), formatOptionsPage()],
    [join(folder, 'docs/errors.md'), formatErrorsPage()],
    [readme, fillSections(readFileSync(readme, 'utf8'))],
  ]);
}

/** Puts each generated table between its two markers. */
function fillSections(text: string): string {
  const sections = { options: formatOptionsTable(), outputs: formatOutputsTable() };
  return Object.entries(sections).reduce((filled, [name, table]) => {
    const [begin, end] = [`<!-- ${name}: made by scripts/docs.ts -->\n`, `<!-- end of ${name} -->\n`];
    const [before, rest] = filled.split(begin);
    const after = rest?.split(end)[1];
    if (after === undefined) throw new Error(`README.md has lost its markers: ${begin}${end}`);
    return `${before}${begin}${table}${end}${after}`;
  }, text);
}

if (process.argv[1] === import.meta.filename) {
  for (const [path, text] of generatedTexts()) writeFileSync(path, text);
}
