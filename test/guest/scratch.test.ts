import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeScratch, runsBelow } from '../../src/guest/scratch.ts';
import { processesOf, soon } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test.runIf(process.getuid?.() === 0)(
  'what this process may not remove ends no run, and goes all the same',
  async () => {
    const { folder, memory: room, remove } = makeScratch();
    const { folder: memory } = await room.take(1);
    onTestFinished(() => process.seteuid?.(0));
    process.seteuid?.(65534);
    remove();
    process.seteuid?.(0);
    expect(await soon(10, () => !existsSync(folder) && !existsSync(memory))).toBe(true);
  },
);

test('folders of runs are known wherever they lie below a folder, its own not yet made too', () => {
  const top = ownFolder();
  const place = join(top, 'real');
  mkdirSync(join(place, 'uml-run-other'), { recursive: true });
  mkdirSync(join(place, 'somebody'));
  symlinkSync('real', join(top, 'link'));
  vi.stubEnv('TMPDIR', join(top, 'link'));
  const scratch = makeScratch();
  onTestFinished(() => {
    scratch.remove();
    vi.unstubAllEnvs();
  });
  const own = basename(scratch.folder);
  const names = [own, `${own}-m`, 'uml-run-other'].sort();
  expect(runsBelow(place, scratch).sort()).toEqual(names);
  expect(runsBelow(top, scratch).sort()).toEqual(names.map((name) => `real/${name}`));
  expect(runsBelow('/', scratch)).toEqual(expect.arrayContaining(names.map((name) => `${place.slice(1)}/${name}`)));
  for (const elsewhere of [join(place, 'somebody'), join(place, 'uml-run-other'), '/usr'])
    expect(runsBelow(elsewhere, scratch), elsewhere).toEqual([]);
});

describe('what runs have left that were killed together with their cleanup', () => {
  const hour = 3600;
  let place = '';
  beforeEach(() => {
    place = ownFolder();
    vi.stubEnv('TMPDIR', place);
  });
  afterEach(() => vi.unstubAllEnvs());

  test('is removed by the next run; what lives, is new or is called otherwise stays', async () => {
    const [killed, fresh, living] = await Promise.all([startRun(), startRun(), startRun()]);
    onTestFinished(() => {
      living.run.kill('SIGKILL');
      rmSync(fresh.memory, { recursive: true });
    });
    for (const one of [killed, fresh]) await killWithCleanup(one);
    const kept = ['uml-run-1000', 'uml-run-0123456789ab-other', 'uml-run-0123456789AB', 'uml-run-0123456789abc'];
    for (const name of kept) mkdirSync(join(place, name));
    writeFileSync(join(place, 'uml-run-0123456789ab'), 'a file');
    symlinkSync(kept[0]!, join(place, 'uml-run-ba9876543210'));
    mkdirSync(join(killed.folder, 'guest/deep'), { recursive: true });
    for (const name of readdirSync(place)) if (name !== basename(fresh.folder)) makeOlder(join(place, name), hour);
    for (const { memory } of [killed, living]) makeOlder(memory, hour);

    const { folder, remove } = makeScratch();
    onTestFinished(remove);
    expect(await soon(10, () => !existsSync(killed.folder) && !existsSync(killed.memory))).toBe(true);
    const runs = [folder, fresh.folder, living.folder].map((path) => basename(path));
    expect(readdirSync(place).sort()).toEqual(
      [...kept, 'uml-run-0123456789ab', 'uml-run-ba9876543210', ...runs].sort(),
    );
    expect([fresh.memory, living.memory].filter((path) => !existsSync(path))).toEqual([]);
  });

  test('a run has its folders as long as it lives, though its cleanup is killed', async () => {
    const { run, folder, memory } = await startRun();
    onTestFinished(() => {
      run.kill('SIGKILL');
      rmSync(memory, { recursive: true });
    });
    for (const { pid } of cleanupsOf(folder)) process.kill(pid, 'SIGKILL');
    expect(await soon(10, () => cleanupsOf(folder).length === 0)).toBe(true);
    makeOlder(folder, hour);
    const left = join(place, 'uml-run-0123456789ab');
    mkdirSync(left);
    makeOlder(left, hour);

    const { remove } = makeScratch();
    onTestFinished(remove);
    expect(await soon(10, () => !existsSync(left))).toBe(true);
    expect(existsSync(folder)).toBe(true);
  });

  interface Run {
    run: ChildProcess;
    folder: string;
    memory: string;
  }

  async function startRun(): Promise<Run> {
    const words = [join(import.meta.dirname, 'scratch-process.ts')];
    const run = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = await once(run.stdout!, 'data');
    const [folder, memory] = JSON.parse(String(said));
    // It has locked them by then: it waits for the end of its lifeline.
    expect(await soon(10, () => cleanupsOf(folder).some(({ pid }) => waitsForLifeline(pid)))).toBe(true);
    return { run, folder, memory };
  }

  async function killWithCleanup({ run, folder }: Run): Promise<void> {
    for (const { pid } of cleanupsOf(folder)) process.kill(pid, 'SIGKILL');
    run.kill('SIGKILL');
    await once(run, 'exit');
    expect(existsSync(folder)).toBe(true);
  }
});

function cleanupsOf(folder: string) {
  return processesOf(folder).filter(({ executable }) => basename(executable) === 'cleanup');
}

/** Whether it reads descriptor 3. */
function waitsForLifeline(pid: number): boolean {
  return /^0 0x3 /.test(readFileSync(`/proc/${pid}/syscall`, 'latin1'));
}

function makeOlder(path: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  lutimesSync(path, then, then);
}
