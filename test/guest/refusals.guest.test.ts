/** Calls of the host that a guest's kernel was refused are named when it does not boot. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { runGuest } from '../../src/guest/run-guest.ts';
import { runGuestOnce } from '../../src/guest/run-guest-once.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import { noBoots } from '../support/boots.ts';
import { umlRun } from '../support/command.ts';
import { compile } from '../support/compile.ts';
import { everySeries, seriesFor } from '../support/kernels.ts';
import { hear } from '../support/log.ts';
import { talkerGuest } from '../support/talker.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const advice = 'see whether it boots with --sandbox off';

test.each([
  ['a call that no kernel makes', 'umount2("/x", 0);', 'umount2'],
  ['a call with an argument that none gives', 'socket(AF_INET, SOCK_STREAM, 0);', 'socket'],
  [
    'two calls, one by its child,',
    'unshare(CLONE_NEWNS); if (fork() == 0) { umount2("/x", 0); _exit(0); } wait(0);',
    'umount2, unshare',
  ],
])('a kernel that makes %s is not just said not to boot', async (_, code, names) => {
  const { kernel, settings, scratch } = await talkerGuest(`setsid(); ${code} return 9;`, [
    'sched.h',
    'sys/mount.h',
    'sys/socket.h',
    'sys/wait.h',
  ]);
  try {
    const options = { name: 'refused', bootTimeoutSeconds: 20 };
    const { problem } = await runGuestOnce(kernel, undefined, settings, options);
    const said = "the guest's kernel ended with code 9; the sandbox refused it system calls of the host";
    expect(problem).toBe(`${said} (${names}): ${advice}`);
    const without = await runGuestOnce(kernel, undefined, { ...settings, sandbox: false }, options);
    expect(without.problem).toBe("the guest's kernel ended with code 9");
  } finally {
    scratch.remove();
  }
});

test('a run says so, too', async () => {
  const folder = ownFolder();
  const code = `#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
static const char *const config = "CONFIG_UML=y\\nCONFIG_64BIT=y";
int main(int count, char **words)
{
	if (count > 1 && !strcmp(words[1], "--version"))
		return puts("7.9.1") < 0;
	if (count > 1 && !strcmp(words[1], "--showconfig"))
		return puts(config) < 0;
	return umount2("/x", 0) < 0 ? 9 : 0;
}`;
  const kernel = compile(join(folder, 'kernel'), code, '-static');
  const program = compile(join(folder, 'program'), 'int main(void) { return 0; }', '-static');
  const { results } = await umlRun(['--kernel', kernel, '--quiet', program], { folder });
  const [{ reason, message }] = results.tests as [(typeof results.tests)[0]];
  expect(reason).toBe('boot-failed');
  expect(message).toContain(`the sandbox refused it system calls of the host (umount2): ${advice}`);
});

test('no call is named that each boot makes in vain', async () => {
  const context = await openContext({ log: hear() });
  const { settings, scratch } = await talkerGuest('');
  try {
    for (const series of seriesFor(...everySeries))
      for (const kernelArguments of series === '7.2' ? ['', 'seccomp=on'] : ['']) {
        const job = {
          kernel: await provideKernel(`distro:${series}`, noBoots, context),
          tests: [],
          settings: { ...settings, kernelArguments },
          name: `boot-${series}${kernelArguments}`,
          logPath: join(scratch.folder, 'log'),
          bootTimeoutSeconds: 60,
          tellsRefusals: true,
        };
        const { finished, refusals } = await runGuest(job, () => undefined);
        expect({ series, kernelArguments, finished, refusals }).toEqual({ series, kernelArguments, finished: true });
      }
  } finally {
    scratch.remove();
  }
});
