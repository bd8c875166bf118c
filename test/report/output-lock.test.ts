import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { UmlRunError } from '../../src/model/errors.ts';
import { withOutputFolder } from '../../src/report/output-lock.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const free = (folder: string) => withOutputFolder(folder, async () => 'free');
const messageIn = (folder: string) => free(folder).catch((error: UmlRunError) => `${error.code}: ${error.message}`);

/** Another process that has the folder, and keeps it. */
async function holderOf(folder: string) {
  const lock = JSON.stringify(join(import.meta.dirname, '../../src/report/output-lock.ts'));
  const script = `import { withOutputFolder } from ${lock};
    withOutputFolder(${JSON.stringify(folder)}, () => new Promise(() => setInterval(() => console.log('has it'), 20)));`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  const end = async () => {
    holder.kill('SIGKILL');
    await ended;
  };
  onTestFinished(end);
  await once(holder.stdout, 'data');
  return { pid: holder.pid, kill: (signal: NodeJS.Signals) => holder.kill(signal), end };
}

test('a folder that another process has is refused, by whatever path, and says who has it', async () => {
  const folder = ownFolder();
  mkdirSync(join(folder, 'output'));
  symlinkSync('output', join(folder, 'link'));
  const holder = await holderOf(join(folder, 'output'));
  const message = await messageIn(join(folder, 'link'));
  expect(message).toMatch(/^output-in-use: output folder ".*link" is in use by process \d+, since 2\d{3}-\S+Z; wait/);
  expect(message).toContain(` ${holder.pid},`);
  await expect(free(folder)).resolves.toBe('free');
  expect(readdirSync(join(folder, 'output'))).toEqual([]);
});

test('a folder is free again when its process was killed', async () => {
  const folder = ownFolder();
  const holder = await holderOf(folder);
  await expect(free(folder)).rejects.toThrow(UmlRunError);
  await holder.end();
  await expect(free(folder)).resolves.toBe('free');
});

test('a process that is stopped keeps its folder, and is not waited for', async () => {
  const folder = ownFolder();
  const holder = await holderOf(folder);
  holder.kill('SIGSTOP');
  expect(await messageIn(folder)).toContain('is in use by another run; wait');
});

test('a folder is free again after work that failed, whatever lies in it', async () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'results.json'), '', { mode: 0o400 });
  chmodSync(folder, 0o500);
  const fail = () => Promise.reject(new Error('no luck'));
  await expect(withOutputFolder(folder, fail)).rejects.toThrow('no luck');
  expect(await withOutputFolder(folder, () => messageIn(folder))).toContain(`is in use by process ${process.pid},`);
  await expect(free(folder)).resolves.toBe('free');
});
