import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fixtures, type Ran, umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A new process still has init's memory for a moment, so each of many tests looks as soon as it starts. */
const names = Array.from({ length: 150 }, (_, index) => `look-${index}`);
const kernels = seriesFor('5.10', '7.2');

let ran: Ran;
let place: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  vi.setConfig({ hookTimeout: 300_000 });
  place = temporaryFolder();
  const programs = join(place.path, 'programs');
  mkdirSync(programs);
  compileFile(join(place.path, 'look'), join(fixtures, 'attacks/look-at-init.c'), '-O1', '-static');
  for (const name of names) copyFileSync(join(place.path, 'look'), join(programs, name));
  ran = await umlRun([...kernelWords(...kernels), '--quiet', programs]);
}, 300_000);

afterAll(async () => {
  await ran?.remove();
  await place?.remove();
});

describe.each(kernels)('on %s', (kernel) => {
  test('no test of a shared guest finds a token, however early it looks', () => {
    const said = names.map((name) => ran.bytes(name, 'stdout', kernel).toString('latin1'));
    expect(said.filter((text) => !/maps 1, mem 1\n(.*\n)*found 0 tokens\n$/.test(text))).toEqual([]);
  });
});
