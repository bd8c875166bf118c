/** Much output, which goes through the guest's memory. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { Results } from '../../src/model/results.ts';
import { command, startCommand, umlExec, umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { anySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { kernelsBelow, soon } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const all = seriesFor('5.10', '6.1', '6.12', '7.2');
const seeds = { stdout: 1, stderr: 2 };
const megabyte = 1 << 20;

/** A folder with `much-output.c` under each of these names, in `tests`. */
function folderOf(...names: string[]): string {
  const folder = ownFolder();
  const program = compileFile(join(folder, 'program'), join(import.meta.dirname, 'much-output.c'));
  mkdirSync(join(folder, 'tests'));
  for (const name of names) linkSync(program, join(folder, 'tests', name));
  return folder;
}

/** What the program writes to a stream first. */
function written(stream: keyof typeof seeds, length: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(length / 4) * 4);
  let state = seeds[stream];
  for (let at = 0; at < bytes.length; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.writeInt32LE(state, at);
  }
  return bytes.subarray(0, length);
}

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Whether a process has the memory of a guest open, which has no name. */
function readsMemory(pid: number): boolean {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((descriptor) => {
    try {
      return /\/uml-run-\w+-m\/.* \(deleted\)$/.test(readlinkSync(join(folder, descriptor)));
    } catch {
      return false;
    }
  });
}

test('each byte of 64 MB of both streams at once arrives', async () => {
  const words = [...kernelWords(...all), '--quiet', '--output-limit', '100', '--timeout', '60', 'tests'];
  const ran = await umlRun(words, { folder: folderOf('1-both-64') });
  const wanted = {
    stdout: digestOf(written('stdout', 64 * megabyte)),
    stderr: digestOf(written('stderr', 64 * megabyte)),
  };
  for (const kernel of all) {
    expect(ran.test('1-both-64', kernel)).toMatchObject({ verdict: 'passed' });
    for (const stream of ['stdout', 'stderr'] as const)
      expect(digestOf(ran.bytes('1-both-64', stream, kernel))).toBe(wanted[stream]);
  }
});

test('a panic right after 20 MB of each stream loses none of them', async () => {
  const words = [...kernelWords(...all), '--quiet', '--repeat', '3', '--timeout', '60', 'tests'];
  const ran = await umlRun(words, { folder: folderOf('1-last-20') });
  const wanted = {
    stdout: digestOf(written('stdout', 20 * megabyte)),
    stderr: digestOf(written('stderr', 20 * megabyte)),
  };
  for (const kernel of all) {
    expect(ran.test('1-last-20', kernel)).toMatchObject({ verdict: 'errored', reason: 'panic' });
    for (const stream of ['stdout', 'stderr'] as const)
      expect(digestOf(ran.bytes('1-last-20', stream, kernel))).toBe(wanted[stream]);
  }
});

test('tests follow each other in one guest, also when a process of one would write for ever', async () => {
  const names = ['1-both-3', '2-left-3', '3-both-3', '4-left-3', '5-both-3'];
  const words = [...kernelWords(...all), '--quiet', '--jobs', '1', 'tests'];
  const ran = await umlRun(words, { folder: folderOf(...names) });
  expect(ran.results.guests).toHaveLength(all.length);
  const wanted = written('stdout', 64 * megabyte);
  for (const kernel of all)
    for (const name of names) {
      expect(ran.test(name, kernel)).toMatchObject({ verdict: 'passed' });
      const bytes = ran.bytes(name, 'stdout', kernel);
      expect(bytes.length).toBeGreaterThanOrEqual(3 * megabyte);
      expect(bytes.equals(wanted.subarray(0, name.includes('both') ? 3 * megabyte : bytes.length))).toBe(true);
    }
});

test.each(all)('a test whose guest is killed has what it had written: %s', async (kernel) => {
  const folder = folderOf('1-ever-0');
  const running = startCommand([...kernelWords(kernel), '--quiet', '--output', 'results', 'tests'], { cwd: folder });
  const logs = join(folder, 'results/logs');
  // It has one more turn.
  for (let turn = 0; turn < 2; turn++) {
    expect(await soon(30, () => beginning(logs, '1-ever-0.stdout').length === few)).toBe(true);
    expect(readsMemory(running.pid!)).toBe(true);
    const kernels = kernelsBelow(running.pid!);
    for (const path of readdirSync(logs, { recursive: true, encoding: 'utf8' }))
      if (turn === 0 && path.endsWith('.stdout')) rmSync(join(logs, path));
    for (const pid of kernels) process.kill(pid, 'SIGKILL');
    expect(await soon(30, () => kernels.every((pid) => !existsSync(`/proc/${pid}`)))).toBe(true);
  }
  await running;
  const { tests } = JSON.parse(readFileSync(join(folder, 'results/results.json'), 'utf8')) as Results;
  expect(tests).toMatchObject([{ verdict: 'errored', reason: 'environment' }]);
  expect(beginning(logs, '1-ever-0.stdout').equals(written('stdout', few))).toBe(true);
});

test('a program of exec waits for a reader that is slow', async () => {
  const folder = folderOf('1-both-8');
  const running = umlExec([...kernelWords(anySeries), './tests/1-both-8'], { cwd: folder, buffer: false });
  const hash = createHash('sha256');
  let length = 0;
  for await (const bytes of running.stdout) {
    // The first megabytes, piece by piece.
    if (length < 3 * megabyte) await setTimeout(20);
    length += bytes.length;
    hash.update(bytes);
  }
  expect(hash.digest('hex')).toBe(digestOf(written('stdout', 8 * megabyte)));
  expect((await running).exitCode).toBe(0);
});

test('where the memory of a guest cannot be opened, all output comes on consoles', async () => {
  const folder = folderOf('1-both-8', '2-ever-0');
  const words = [...command, ...kernelWords(anySeries), '--quiet', '--output', 'results', '--timeout', '4', 'tests'];
  const running = execa('setpriv', ['--bounding-set', '-sys_ptrace', ...words], { cwd: folder, reject: false });
  const logs = join(folder, 'results/logs');
  expect(await soon(30, () => beginning(logs, '2-ever-0.stdout').length === few)).toBe(true);
  expect(readsMemory(running.pid!)).toBe(false);
  await running;
  const { tests } = JSON.parse(readFileSync(join(folder, 'results/results.json'), 'utf8')) as Results;
  expect(tests).toMatchObject([{ verdict: 'passed' }, { verdict: 'failed', reason: 'timeout' }]);
  for (const stream of ['stdout', 'stderr'] as const)
    expect(digestOf(readFileSync(join(folder, 'results', tests[0]![stream])))).toBe(
      digestOf(written(stream, 8 * megabyte)),
    );
});

const few = 4 * megabyte;

/** The first megabytes of a file below a folder, or what there is of it. */
function beginning(folder: string, name: string): Buffer {
  const path =
    existsSync(folder) && readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((one) => one.endsWith(name));
  if (!path) return Buffer.alloc(0);
  const file = openSync(join(folder, path), 'r');
  const bytes = Buffer.alloc(few);
  const length = readSync(file, bytes, 0, few, 0);
  closeSync(file);
  return bytes.subarray(0, length);
}
