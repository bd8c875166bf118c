/** Modules of a kernel in the cache are looked at while the first guests boot. */
import { appendFileSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultFolder } from '../../src/cache/default-folder.ts';
import { umlRun } from '../support/command.ts';
import { write } from '../support/compile.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** Not of 6.12 where it is of 6.1. */
const isWanted = (name: string) => name.startsWith('minimal-') || name.startsWith(`user-mode-linux_${anySeries}um`);

test('no guest sees a module that was changed in the cache, and tests that need none pass', async () => {
  const folder = ownFolder();
  const cache = join(folder, 'cache');
  for (const kind of ['kernels', 'memory', 'modules', 'rootfs'])
    for (const name of readdirSync(join(defaultFolder(), kind)))
      if (kind === 'memory' || isWanted(name))
        cpSync(join(defaultFolder(), kind, name), join(cache, kind, name), {
          recursive: true,
          verbatimSymlinks: true,
          preserveTimestamps: true,
        });
  const kept = join(cache, 'modules');
  const [key = ''] = readdirSync(kept);
  const [release = ''] = readdirSync(join(kept, key, 'modules'));
  const tests = [
    write(join(folder, 'needs-none'), '#!/bin/sh\n'),
    write(join(folder, 'needs-one'), '#!/bin/sh\nmodprobe dummy\n'),
  ];
  const words = [...kernelWords(anySeries), '--offline', '--cache', cache, ...tests];
  const whole = await umlRun(words, { folder });
  expect(
    whole.results.tests.map(({ verdict }) => verdict),
    whole.said,
  ).toEqual(['passed', 'passed']);

  appendFileSync(join(kept, key, 'modules', release, 'kernel/drivers/net/dummy.ko'), '\0');
  const damaged = await umlRun(words, { folder });
  expect(damaged.test('needs-none')).toMatchObject({ verdict: 'passed' });
  expect(damaged.test('needs-one')).toMatchObject({ verdict: 'errored', reason: 'environment' });
  expect(damaged.test('needs-one').message).toContain('its modules cannot be had');
  expect(damaged.exitCode).toBe(3);
});
