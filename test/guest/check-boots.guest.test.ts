import { readdir } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { checkBoots } from '../../src/guest/check-boots.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import { noBoots } from '../support/boots.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('a kernel of the distribution boots', async () => {
  const context = await openContext({ folder: ownFolder(), log: hear() });
  const { path } = await provideKernel('distro:6.1', noBoots, context);
  const temporary = ownFolder();
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  await checkBoots(path, 60);
  expect(await readdir(temporary)).toEqual([]);
});
