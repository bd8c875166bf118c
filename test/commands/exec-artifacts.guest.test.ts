/** `$UML_RUN_ARTIFACTS` of `exec`: what the program leaves there comes back into the caller's folder of that name. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { umlExec } from '../support/command.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function exec(folder: string, program: string, UML_RUN_ARTIFACTS?: string, words: string[] = []) {
  const env = { UML_RUN_ARTIFACTS };
  return umlExec([...kernelWords(anySeries), ...words, '--', 'sh', '-c', program], { cwd: folder, env });
}

test('files come back, over those of the same names and beside all others, and no link is followed', async () => {
  const folder = ownFolder();
  const back = join(folder, 'back');
  for (const path of ['outside', 'back']) mkdirSync(join(folder, path));
  writeFileSync(join(folder, 'outside/file'), 'outside');
  for (const name of ['same', 'other']) writeFileSync(join(back, name), 'before');
  symlinkSync('../outside/file', join(back, 'link'));
  symlinkSync('../outside', join(back, 'linked'));
  const program = `cd $UML_RUN_ARTIFACTS && mkdir sub linked
    for name in same link sub/new linked/file; do echo after > $name; done; mkfifo pipe`;
  const { exitCode, stderr } = await exec(folder, program, 'back');
  expect(exitCode).toBe(0);
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  expect(['same', 'other', 'link', 'sub/new'].map((name) => read(`back/${name}`))).toEqual([
    'after\n',
    'before',
    'after\n',
    'after\n',
  ]);
  expect(read('outside/file')).toBe('outside');
  expect(readdirSync(join(folder, 'outside'))).toEqual(['file']);
  expect(stderr).toMatch(/left out 1 file that could not be copied/);
  expect(stderr).toMatch(/left out 1 links and other files that are not regular/);
});

test('they come back into a folder that is made for them, even if the guest dies', async () => {
  const folder = ownFolder();
  const program = 'echo last words > $UML_RUN_ARTIFACTS/file; echo c > /proc/sysrq-trigger';
  expect((await exec(folder, program, join(folder, 'a/b'))).exitCode).toBe(125);
  expect(readFileSync(join(folder, 'a/b/file'), 'utf8')).toBe('last words\n');
});

test('without the variable the program has none either', async () => {
  const folder = ownFolder();
  const { stdout, stderr } = await exec(folder, 'echo $UML_RUN_ARTIFACTS.; ls /artifacts 2>&1');
  expect(stdout).toMatch(/^\.\nls: /);
  expect(stderr).toBe('');
});
