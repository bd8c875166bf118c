import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkBoots } from '../../src/guest/check-boots.ts';
import { compile } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** A program that is started as a kernel is. */
function compileKernel(body: string): string {
  const code = `#include <stdio.h>\n#include <unistd.h>\nint main(void) { ${body} }`;
  return compile(join(ownFolder(), 'kernel'), code);
}

test('one that ends by itself does not, and its console is shown', async () => {
  const path = compileKernel('for (int n = 1; n <= 20; n++) printf("line %d\\n", n); return 3;');
  await expect(checkBoots(path, 60)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(
      /^the guest's kernel ended with code 3; the end of its console:\nline 6\n(line \d+\n){13}line 20$/,
    ),
  });
});

test('one that says nothing does not', async () => {
  const path = compileKernel('pause(); return 0;');
  await expect(checkBoots(path, 0.3)).rejects.toMatchObject({
    kind: 'machine',
    message: 'no sign of life from the guest within 0.3 s; its console is empty',
  });
});

test('one that panics does not, and its panic is told', async () => {
  const path = compileKernel('puts("Kernel panic - not syncing: No init found."); return 134;');
  await expect(checkBoots(path, 60)).rejects.toThrow(/^kernel panic: .*No init found/);
});

test('aborted at once or when it has started, it ends the guest', async () => {
  const path = compileKernel('puts("here"); fflush(stdout); pause(); return 0;');
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
