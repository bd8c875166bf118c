/**
 * Processes keep their floating-point and vector registers, on each distribution kernel: on a processor with AMX, those
 * before 6.13 get them from the ptrace that is preloaded.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { Results } from '../../src/model/results.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../..');

test.each(['distro:5.10', 'distro:6.1', 'distro:6.12', 'distro:7.2'])('%s', async (kernel) => {
  const folder = ownFolder();
  const source = join(import.meta.dirname, 'registers.c');
  await execa('gcc', ['-O1', '-Wall', '-Wextra', '-static', '-o', join(folder, 'registers'), source]);
  const words = ['--kernel', kernel, '--memory', '64', '--output', 'results', 'registers'];
  const { exitCode, stderr } = await execa(process.execPath, [join(root, 'src/cli.ts'), ...words], {
    cwd: folder,
    reject: false,
  });
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  const { tests } = JSON.parse(readFileSync(join(folder, 'results/results.json'), 'utf8')) as Results;
  expect(tests).toMatchObject([{ name: 'registers', verdict: 'passed' }]);
});
