/** Guests on hosts with an older Landlock, or without: no real host has them all. */
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { runGuestOnce } from '../../src/guest/run-guest-once.ts';
import { landlockVersion } from '../../src/host/landlock.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import { noBoots } from '../support/boots.ts';
import { anySeries } from '../support/kernels.ts';
import { hear } from '../support/log.ts';
import { talkerGuest } from '../support/talker.ts';

test('a guest boots with each version of Landlock that this machine has, and without it', async () => {
  const context = await openContext({ log: hear() });
  const kernel = await provideKernel(`distro:${anySeries}`, noBoots, context);
  const { settings, scratch } = await talkerGuest('');
  try {
    for (let version = 0; version <= landlockVersion(); version++) {
      const options = { name: `version-${version}`, bootTimeoutSeconds: 60 };
      const report = await runGuestOnce(kernel, undefined, { ...settings, landlockAtMost: version }, options);
      expect({ version, finished: report.finished }).toEqual({ version, finished: true });
    }
  } finally {
    scratch.remove();
  }
});
