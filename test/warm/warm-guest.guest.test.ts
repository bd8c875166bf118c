/** A guest that waits for programs, on a real kernel. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import type { ExecCommand } from '../../src/config/command.ts';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { makeScratch } from '../../src/guest/scratch.ts';
import { execTest } from '../../src/provision/exec-test.ts';
import { provideGuestKernels } from '../../src/provision/guest-kernels.ts';
import { provideGuestRootfs } from '../../src/provision/guest-rootfs.ts';
import { stageTests } from '../../src/provision/stage.ts';
import { runWarmGuest, type WarmGuest } from '../../src/warm/warm-guest.ts';
import { hear } from '../support/log.ts';

test('whoever has got a guest that is gone meanwhile hears of it', async () => {
  const command = parseCommandLine(['exec', '-k', 'distro:7.2', '--clean-env', '--', 'true']) as ExecCommand;
  const { options } = command;
  const context = await openContext({ log: hear() });
  const [kernel] = await provideGuestKernels(options, context);
  const rootfs = await provideGuestRootfs(options, context);
  const scratch = makeScratch();
  try {
    const staged = await stageTests([], { rootfs, scratch, options, includeInWorkFolder: true });
    const job = {
      kernel: kernel!,
      settings: { ...staged, input: true, kept: [] },
      name: 'warm',
      logPath: join(scratch.folder, 'log'),
      bootTimeoutSeconds: 60,
      isShared: false,
      leavesFiles: false,
    };
    let got: WarmGuest | undefined;
    const onReady = (guest: WarmGuest) => {
      got = guest;
      guest.drop();
    };
    const { signal } = new AbortController();
    await runWarmGuest(job, { onReady, onUsed: () => undefined }, signal);
    const program = await execTest(command, { rootfs, ofTools: {}, context }, {});
    const report = await got?.run(program, { settings: {} }, () => undefined, signal);
    expect(report).toMatchObject({ problem: 'the guest was ended' });
    expect(report).not.toHaveProperty('outcome');
  } finally {
    scratch.remove();
  }
});
