/** How much of the host a guest may use, and that no honest test notices. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixtures, startCommand, umlRun } from '../support/command.ts';
import { compile, compileFile } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { kernelsBelow, soon } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test.runIf(process.getuid!() === 0)('guests that run at the same time are different users', async () => {
  const folder = ownFolder();
  compile(join(folder, 'sleeps'), '#include <unistd.h>\nint main(void) { return (int)sleep(1000); }', '-static');
  const words = [...kernelWords('6.1', '7.2'), '--jobs', '2', '--quiet', 'sleeps'];
  const running = startCommand(words, { cwd: folder });
  try {
    expect(await soon(20, () => kernelsBelow(running.pid!).length === 2)).toBe(true);
    const usersOf = () => kernelsBelow(running.pid!).map((pid) => ({ pid, user: userOf(pid) }));
    expect(await soon(5, () => usersOf().every(({ user }) => user !== 0))).toBe(true);
    for (const { pid, user } of usersOf()) expect(user).toBe(1_900_000_000 + pid);
  } finally {
    running.kill('SIGTERM');
    await running;
  }
});

/** The effective user of a process, on the host. */
function userOf(pid: number): number {
  return Number(/^Uid:\t\d+\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

test('a test has as many processes as fit into its guest, and a file of the host that gets too long is its error', async () => {
  const kernels = seriesFor('5.10', '7.2');
  const folder = ownFolder();
  const code = `#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
	int file, above, children = 0;
	chdir(getenv("UML_RUN_ARTIFACTS"));
	file = open("file", O_CREAT | O_RDWR, 0600);
	printf("in the limit %d\\n", ftruncate(file, 300 << 20));
	above = ftruncate(file, 400 << 20);
	printf("above it %d %s\\n", above, strerror(errno));
	fflush(stdout);
	for (int pid; children < 1500 && (pid = fork()) >= 0; children++)
		if (pid == 0)
			for (;;)
				pause();
	printf("%d processes\\n", children);
	return 0;
}`;
  const program = compile(join(folder, 'much'), code, '-static');
  const ran = await umlRun([...kernelWords(...kernels), '--quiet', program], { folder });
  const seen = ran.results.tests.map(({ verdict, stdout }) => `${verdict}: ${readFileSync(join(ran.output, stdout))}`);
  const said = 'in the limit 0\nabove it -1 File too large\n1500 processes\n';
  expect(seen).toEqual(kernels.map(() => `passed: ${said}`));
});

test('a guest that fills the folder of its memory on the host is ended', async () => {
  const kernels = seriesFor('5.10', '7.2');
  const folder = ownFolder();
  const program = compileFile(join(folder, 'fill-memory'), join(fixtures, 'attacks/fill-memory.c'));
  const ran = await umlRun([...kernelWords(...kernels), '--quiet', '--memory', '64', program], { folder });
  const message = 'the guest was ended: it wrote more into the folder of its memory than that memory takes';
  expect(ran.results.tests.map(({ reason, message }) => ({ reason, message }))).toEqual(
    kernels.map(() => ({ reason: 'guest-died', message: expect.stringContaining(message) })),
  );
});
