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
  expect(readAllowList(['a{1,2}', `@${path}`])).toEqual([/a{1,2}/, /WARNING: .* f\+0x/, /^INFO: task/]);
  expect(readAllowList([])).toEqual([]);
});

test('what is not an expression is reported with its place', async () => {
  expect(() => readAllowList(['ok', 'a('])).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: expect.stringMatching(/^--allow-splats: "a\(" is not a valid regular expression: .+/),
    }),
  );
  const path = await file('# known\n\nok\n[z-a]\n');
  expect(() => readAllowList([`@${path}`])).toThrow(
    expect.objectContaining({ kind: 'usage', message: expect.stringContaining(`${path}, line 4: "[z-a]" is no`) }),
  );
});

test('a file that cannot be read is told', async () => {
  const path = join(ownFolder(), 'nowhere');
  expect(() => readAllowList([`@${path}`])).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: expect.stringContaining(`--allow-splats: cannot read the file "${path}": ENOENT`),
    }),
  );
});
