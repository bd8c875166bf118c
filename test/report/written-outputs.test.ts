import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WrittenOutputs } from '../../src/report/written-outputs.ts';
import { testResult } from '../support/sample-results.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('an output that was empty when it was looked at is not opened again', () => {
  const folder = ownFolder();
  const [written, empty] = [join(folder, 'written'), join(folder, 'empty')];
  writeFileSync(written, 'text');
  writeFileSync(empty, '');
  const outputs = new WrittenOutputs(folder);
  const one = testResult('a', '7.2.0', 'passed', 'exit', { stdout: 'written', stderr: 'empty' });
  outputs.look(one);
  writeFileSync(empty, 'which shows whether it is opened');
  const read = (path: string) => `${Buffer.from(outputs.readTail(path, 100).bytes)}`;
  expect(['written', 'empty', 'unknown'].map(read)).toEqual(['text', '', '']);
  outputs.look(one);
  expect(read('empty')).toBe('which shows whether it is opened');
});

test('an output that is not there, or cannot be, is empty', () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'file'), '');
  const outputs = new WrittenOutputs(folder);
  outputs.look(testResult('a', '7.2.0', 'passed', 'exit', { stdout: 'file/below', stderr: 'x'.repeat(300) }));
  expect(outputs.readTail('file/below', 1).bytes.length + outputs.readTail('x'.repeat(300), 1).bytes.length).toBe(0);
});
