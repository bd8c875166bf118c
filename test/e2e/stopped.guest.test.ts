/** What the command does about time in which it does not run itself: a debugger, ctrl-Z, a machine that slept. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startCommand, umlExec } from '../support/command.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Seconds. */
const limit = 2;

test('programs that end in time while it is stopped have passed, and one that never ends has not', async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const programs = ['sleeps', 'talks', 'hangs'].map((name) => join(folder.path, name));
  const bodies = ['sleep 1', 'head -c 300000 /dev/zero; sleep 1', 'sleep 1000'];
  for (const [index, path] of programs.entries()) writeFileSync(path, `#!/bin/sh\n${bodies[index]}\n`, { mode: 0o755 });
  const order = ['--jobs', '1', '--order', 'given'];
  const words = [
    ...kernelWords(anySeries),
    ...order,
    '--rootfs',
    'host',
    '--timeout',
    String(limit),
    '--output',
    'results',
  ];
  const running = startCommand([...words, ...programs], { cwd: folder.path, all: true });
  let said = '';
  running.all.on('data', (bytes) => (said += bytes));
  // After each line, most often within the next program, and for longer than it may take.
  while (!/hangs/.test(said) && running.exitCode === null) {
    await Promise.race([once(running.all, 'data'), running]);
    await sleep(200);
    running.kill('SIGSTOP');
    await sleep(1000 * (limit + 1));
    running.kill('SIGCONT');
  }
  await running;
  expect(said.match(/^(passed|failed|errored)\b.*/gm)!.slice(0, 3)).toEqual([
    expect.stringMatching(/^passed .* sleeps/),
    expect.stringMatching(/^passed .* talks/),
    expect.stringMatching(/^failed .* hangs: still running after 2 s/),
  ]);
});

test('exec, too', async () => {
  const words = [...kernelWords(anySeries), '--timeout', String(limit), '--', 'sh', '-c', 'echo up; sleep 1; exit 5'];
  const running = umlExec(words);
  await once(running.stdout, 'data');
  running.kill('SIGSTOP');
  await sleep(1000 * (limit + 1));
  running.kill('SIGCONT');
  expect((await running).exitCode).toBe(5);
});
