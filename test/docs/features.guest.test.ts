/** docs/features.md says what its script would write, as far as that can be measured here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildProbes } from '../../scripts/features.ts';
import { type Column, formatPage, parsePage, probes, readAnswers } from '../../scripts/features-page.ts';
import { type Ran, root, umlRun } from '../support/command.ts';
import { anySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const page = readFileSync(join(root, 'docs/features.md'), 'utf8');
const { columns, rows } = parsePage(page);
const kernels = seriesFor(anySeries, '7.2');
const { path: folder, remove } = temporaryFolder();
let ran: Ran;

beforeAll(async () => {
  // A fast boot leaves btrfs out.
  ran = await umlRun(['--no-fast-boot', ...kernelWords(...kernels), ...(await buildProbes(folder))]);
}, 180_000);
afterAll(async () => {
  await ran.remove();
  await remove();
});

test('the page is laid out as the script does it', () => {
  expect(formatPage(columns, rows)).toBe(page);
  expect(rows.map((names) => names.length > 20)).toEqual([true, true]);
});

test.each(kernels)('%s answers what the page says', (kernel) => {
  const found = readAnswers(probes.map((probe) => ran.bytes(probe, 'stdout', kernel).toString()).join(''));
  const column = columns.find((one: Column) => one.kernel === `distro:${kernel}`);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(column!.answers));
  expect([...found.keys()]).toEqual(rows.flat());
});
