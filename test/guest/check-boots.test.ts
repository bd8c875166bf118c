import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { checkBoots } from '../../src/guest/check-boots.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** A program that is started as a kernel is. */
async function compile(body: string): Promise<string> {
  const path = join(await ownFolder(), 'kernel');
  const input = `#include <stdio.h>\n#include <unistd.h>\nint main(void) { ${body} }`;
  await execa('cc', ['-x', 'c', '-', '-o', path], { input });
  return path;
}

test('a kernel of the distribution boots', async () => {
  const context = await openContext({ folder: await ownFolder(), log: hear() });
  const { path } = await provideKernel(
    'distro:6.1',
    { checkBoots: () => Promise.reject(new Error('not built')) },
    context,
  );
  const temporary = await ownFolder();
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  await checkBoots(path, 60);
  expect(await readdir(temporary)).toEqual([]);
});

test('one that ends by itself does not, and its console is shown', async () => {
  const path = await compile('for (int n = 1; n <= 20; n++) printf("line %d\\n", n); return 3;');
  await expect(checkBoots(path, 60)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(
      /^the guest's kernel ended with code 3; the end of its console:\nline 6\n(line \d+\n){13}line 20$/,
    ),
  });
});

test('one that says nothing does not', async () => {
  const path = await compile('pause(); return 0;');
  await expect(checkBoots(path, 0.3)).rejects.toMatchObject({
    kind: 'machine',
    message: 'no sign of life from the guest within 0.3 s; its console is empty',
  });
});

test('one that panics does not, and its panic is told', async () => {
  const path = await compile('puts("Kernel panic - not syncing: No init found."); return 134;');
  await expect(checkBoots(path, 60)).rejects.toThrow(/^kernel panic: .*No init found/);
});

test('aborted at once or when it has started, it ends the guest', async () => {
  const path = await compile('puts("here"); fflush(stdout); pause(); return 0;');
  for (const milliseconds of [0, 300]) {
    const controller = new AbortController();
    const booting = checkBoots(path, 3600, controller.signal);
    setTimeout(() => controller.abort(new Error('ctrl-C')), milliseconds);
    await expect(booting).rejects.toThrow('ctrl-C');
  }
  const controller = new AbortController();
  const booting = checkBoots(path, 3600, controller.signal);
  controller.abort(new Error('ctrl-C'));
  await expect(booting).rejects.toThrow('ctrl-C');
}, 60_000);
