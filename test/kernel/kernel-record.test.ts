import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecord, writeRecord } from '../../src/kernel/kernel-record.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const record = { version: '6.12.9', source: 'built from linux-6.12.9.tar.xz', origin: { release: '6.12.9' } };

test('a record is read as it was written', async () => {
  const folder = ownFolder();
  await writeRecord(folder, record);
  expect(await readRecord(folder)).toEqual(record);
});

test.each([
  undefined,
  '',
  'null',
  '{"version":"6.12.9"}',
  JSON.stringify({ ...record, version: 6.12 }),
  JSON.stringify({ ...record, origin: { release: 6 } }),
])('one that is missing or damaged is an error of the cache: %s', async (text) => {
  const folder = ownFolder();
  if (text !== undefined) await writeFile(join(folder, 'kernel.json'), text);
  await expect(readRecord(folder)).rejects.toMatchObject({
    code: 'cache-unusable',
    message: `"${join(folder, 'kernel.json')}" is missing or damaged: remove the folder "${folder}"`,
  });
});
