import { expect, test } from 'vitest';
import { commandNames } from '../../src/config/command.ts';
import { formatHelp } from '../../src/config/help.ts';
import { helpTexts, mostUsed, optionGroups } from '../../src/config/help-texts.ts';
import { concerns, rows } from '../../src/config/options-table.ts';

const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');

/** The names of the flags that a help has an entry for, sorted. */
function flagsIn(help: string): string[] {
  return [...help.matchAll(/^ {2}(?:-[a-z], )?--(?:\[no-\])?([a-z-]+)( |$)/gm)].map(([, name]) => name!).sort();
}

test.each(commandNames)('the help of %s has each of its options once, and no other', (about) => {
  const own = rows.filter(([, row]) => row.only !== 'action' && concerns(row, about)).map(([, { name }]) => name);
  expect(flagsIn(formatHelp(about))).toEqual(own.sort());
});

test.each([undefined, ...commandNames])('the help of %s fits a screen of 80 columns', (about) => {
  const shown = linesOf(formatHelp(about, 200));
  expect(shown.length).toBeLessThanOrEqual(about ? 70 : 24);
  for (const line of shown) expect(line.length).toBeLessThanOrEqual(80);
});

test.each([60, 40, 30])('it is wrapped for a terminal of %d columns', (columns) => {
  // Only a word may be longer.
  for (const about of [undefined, ...commandNames])
    for (const line of linesOf(formatHelp(about, columns)))
      if (line.length > columns) expect(line.trim()).toMatch(/^\S+$/);
});

test('the help names each command, with an example', () => {
  for (const about of commandNames) {
    const { usage, examples } = helpTexts[about];
    for (const [words] of usage) expect(formatHelp()).toContain(`uml-run ${words}`);
    for (const words of examples) expect(formatHelp(about)).toContain(`uml-run ${words}\n`);
  }
});

test('what is grouped are options, each in one group', () => {
  const known = rows.map(([, { name }]) => name);
  const grouped = Object.values(optionGroups).flat();
  expect([...grouped, ...mostUsed].filter((name) => !known.includes(name))).toEqual([]);
  expect(new Set(grouped).size).toBe(grouped.length);
});

test('the help of exec claims no limit of time', () => {
  expect(formatHelp('run')).toMatch(/--timeout .* \[60\]$/m);
  expect(formatHelp('exec')).toMatch(/--timeout .* one test$/m);
});

test('short flags are letters of their own', () => {
  const letters = rows.flatMap(([, { short }]) => short ?? []);
  expect([...letters, 'h', 'V', 'i', 't'].length).toBe(new Set([...letters, 'h', 'V', 'i', 't']).size);
  for (const letter of letters) expect(letter).toMatch(/^[a-z]$/);
});
