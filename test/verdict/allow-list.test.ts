import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAllowList } from '../../src/verdict/allow-list.ts';
import { ownFolder } from '../support/temporary-folder.ts';

async function file(text: string): Promise<string> {
  const path = join(ownFolder(), 'allowed');
  writeFileSync(path, text);
  return path;
}

test('expressions, and files of them with comments', async () => {
  const path = await file('# known\nWARNING: .* f\\+0x\r\n\n  ^INFO: task \n');
  const list = await readAllowList(['ba{1,2}b', `@${path}`]);
  const titles = ['baab', 'WARNING: at f+0x1', 'INFO: task x', 'no INFO: task x'];
  expect(titles.map((title) => list.map((allowed) => allowed.test(title)))).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [false, false, false],
  ]);
  expect(await readAllowList([])).toEqual([]);
});

test('what is not an expression is reported with its place', async () => {
  await expect(readAllowList(['ok', 'a('])).rejects.toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: expect.stringMatching(/^--allow-splats: "a\(" is not a valid regular expression: .+/),
    }),
  );
  const path = await file('# known\n\nok\n[z-a]\n');
  await expect(readAllowList([`@${path}`])).rejects.toThrow(
    expect.objectContaining({ kind: 'usage', message: expect.stringContaining(`${path}, line 4: "[z-a]" is no`) }),
  );
});

test('a file that cannot be read is told', async () => {
  const path = join(ownFolder(), 'nowhere');
  await expect(readAllowList([`@${path}`])).rejects.toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: expect.stringContaining(`--allow-splats: cannot read the file "${path}": no such file or folder`),
    }),
  );
});

test('an expression that takes too long matches nothing, and says so once', async () => {
  const [allowed] = await readAllowList(['^(x+x+)+y']);
  expect(allowed!.test('xxy')).toBe(true);
  expect(allowed!.problem).toBeUndefined();
  for (let times = 0; times < 50; times++) expect(allowed!.test('x'.repeat(2000))).toBe(false);
  expect(allowed!.test('xxy')).toBe(false);
  expect(allowed!.problem).toMatch(/^--allow-splats: "\^\(x\+x\+\)\+y" takes more than a second for a line of 1000/);
});

test('no more than 1,000 characters of a line are looked at', async () => {
  const [allowed] = await readAllowList(['x$']);
  expect(allowed!.test(`${'y'.repeat(999)}xy`)).toBe(true);
});
