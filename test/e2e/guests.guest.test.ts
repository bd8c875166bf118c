/** What guests do for the tests in them, on real kernels. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TestResult } from '../../src/model/results.ts';
import { umlRun } from '../support/command.ts';
import { compile } from '../support/compile.ts';
import { anySeries, everySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const allKernels = seriesFor(...everySeries);

/** Compiles programs from C, each under its own name, and runs them. */
async function runC(sources: Record<string, string>, words: string[], kernels = [anySeries]): Promise<TestResult[]> {
  const folder = ownFolder();
  const programs = Object.entries(sources).map(([name, code]) =>
    compile(join(folder, name), code, '-static', '-pthread'),
  );
  const { results, output } = await umlRun([...kernelWords(...kernels), '--quiet', ...words, ...programs], { folder });
  return results.tests.map((result) => {
    const path = join(output, result.stdout);
    return { ...result, stdout: existsSync(path) ? readFileSync(path, 'latin1') : 'none' };
  });
}

test('a test that is late says what it was doing, on each kernel', async () => {
  const waiting = `#include <pthread.h>
    #include <unistd.h>
    void *spin(void *none) { for (;;); return none; }
    int main(void) {
      pthread_t thread;
      int ends[2];
      char byte;
      pthread_create(&thread, 0, spin, 0);
      pipe(ends);
      return read(ends[0], &byte, 1);
    }`;
  const stopped = '#include <signal.h>\nint main(void) { raise(SIGSTOP); return 0; }'.replace('\\n', '\n');
  const printing = '#include <unistd.h>\nint main(void) { static char bytes[9999]; for (;;) write(1, bytes, 9999); }';
  const before = `#include <sched.h>
    int main(void) {
      struct sched_param priority = {50};
      sched_setscheduler(0, SCHED_FIFO, &priority);
      for (;;);
    }`;
  const results = await runC({ waiting, stopped, printing, before }, ['--timeout', '2'], allKernels);
  expect(results.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual(
    Array(4 * allKernels.length).fill('failed timeout'),
  );
  for (const { name, message, kernelLog } of results) {
    if (name === 'stopped') expect(message).toMatch(/^still running after 2 s: stopped \(2\) stopped\b/);
    else if (name === 'printing')
      expect(message).toMatch(/^still running after 2 s: printing \(2\) (?:running|sleeping)\b/);
    else if (name === 'before') expect(message).toMatch(/^still running after 2 s: before \(2\) running\b/);
    else {
      expect(message).toMatch(
        /^still running after 2 s: waiting \(2\) sleeping in (?:anon_)?pipe_read, waiting \(3\) running; output that it had/,
      );
      expect(kernelLog.join('\n')).toMatch(/waiting \(2\) sleeping in (?:anon_)?pipe_read < .*sys_read/);
    }
  }
});

test('a test that is late says what it was doing, whatever it has done to its stdout and its /proc', async () => {
  const empty = `#include <fcntl.h>
    #include <linux/userfaultfd.h>
    #include <sys/ioctl.h>
    #include <sys/mman.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    int main(void) {
      struct uffdio_api api = {.api = UFFD_API};
      char *memory = mmap(0, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      struct uffdio_register missing = {{(unsigned long)memory, 65536}, UFFDIO_REGISTER_MODE_MISSING};
      int asked = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
      if (ioctl(asked, UFFDIO_API, &api) || ioctl(asked, UFFDIO_REGISTER, &missing)) return 1;
      return (int)write(1, memory, 65536);
    }`;
  const covered = `#include <stdio.h>
    #include <fcntl.h>
    #include <sys/mount.h>
    #include <unistd.h>
    int main(void) {
      char options[99];
      sprintf(options, "fd=%d,rootmode=40000,user_id=0,group_id=0", open("/dev/fuse", O_RDWR));
      if (mount("none", "/proc", "tmpfs", 0, "") || mount("none", "/proc", "fuse", 0, options)) return 1;
      return pause();
    }`;
  const results = await runC({ empty, covered }, ['--timeout', '2'], allKernels);
  for (const { name, message } of results)
    expect(message.split(';')[0]).toMatch(
      name === 'empty'
        ? /^still running after 2 s: empty \(2\) sleeping in handle_userfault$/
        : /^still running after 2 s: covered \(2\) sleeping in \w*pause$/,
    );
  expect(results).toHaveLength(2 * allKernels.length);
});

test.each(['0:0', '1000:1000'])('programs that only their owner may run here are run, by %s', async (user) => {
  const folder = ownFolder();
  const program = compile(join(folder, 'program'), 'int main(void) { return 0; }');
  const script = join(folder, 'script');
  writeFileSync(script, '#!/bin/sh\nexit 0\n');
  for (const path of [program, script]) chmodSync(path, 0o700);
  const words = [...kernelWords(...allKernels), '--user', user];
  const { results } = await umlRun([...words, program, script], { folder });
  expect(results.tests.map(({ message }) => message)).toEqual(allKernels.flatMap(() => Array(2).fill('exited with 0')));
});

test('no kernel complains of a test that opens the watchdog, which no guest has', async () => {
  const opening = `#include <errno.h>
    #include <fcntl.h>
    int main(void) { return open("/dev/watchdog", O_RDWR) < 0 && errno == ENOENT ? 0 : 1; }`;
  const results = await runC({ opening }, [], allKernels);
  expect(results.map(({ message }) => message)).toEqual(allKernels.map(() => 'exited with 0'));
});

test('with --userspace seccomp, it says why that is not known', async () => {
  const late = '#include <unistd.h>\nint main(void) { return (int)sleep(1000); }';
  const words = ['--userspace', 'seccomp', '--timeout', '1', '--stdout', 'terminal'];
  const [result] = await runC({ late }, words, ['7.2']);
  expect(result).toMatchObject({
    reason: 'timeout',
    message:
      'still running after 1 s; what its threads did is not known: with --userspace seccomp, the sandbox refuses the management console',
  });
});

const whoami =
  '#include <stdio.h>\n#include <unistd.h>\n#include <fcntl.h>\nint main(void) { printf("%d:%d %d %d\\n", getuid(), getgid(), open("own", O_CREAT | O_WRONLY, 0600) >= 0, open("/dev/stdout", O_WRONLY) >= 0); return 0; }';

test('--user picks whom tests run as: in a folder of their own, without rights', async () => {
  const log = '#include <fcntl.h>\nint main(void) { return open("/dev/kmsg", O_WRONLY) >= 0; }';
  const results = await runC({ whoami, log }, ['--user', '1000:100']);
  const outcomes = Object.fromEntries(results.map(({ name, verdict, stdout }) => [name, [verdict, stdout]]));
  expect(outcomes).toEqual({ whoami: ['passed', '1000:100 1 1\n'], log: ['passed', ''] });
});

test('--repeat finds a test that fails now and then, and keeps what it wrote when it failed', async () => {
  // Fails when it finds the line that an earlier attempt left in the log of the shared guest.
  const second = `#include <stdio.h>
    #include <string.h>
    #include <sys/klog.h>
    int main(void) {
      static char log[1 << 20];
      int size = klogctl(3, log, sizeof log - 1), is_second = size > 0 && strstr(log, "attempted") != 0;
      fputs("attempted", fopen("/dev/kmsg", "w"));
      puts(is_second ? "second" : "first");
      return is_second;
    }`;
  const good = 'int main(void) { return 0; }';
  const results = await runC({ second, good }, ['--repeat', '3', '--jobs', '1']);
  expect(results).toMatchObject([
    {
      name: 'second',
      verdict: 'failed',
      attempts: 3,
      failedAttempts: 2,
      message: '2 of 3 attempts did not pass; the first: exited with 1',
      stdout: 'second\n',
    },
    { name: 'good', verdict: 'passed', attempts: 3, failedAttempts: 0 },
  ]);
});

test('--until-fail runs nothing after the first that does not pass', async () => {
  const results = await runC(
    { a: 'int main(void) { return 0; }', b: 'int main(void) { return 1; }', c: 'int main(void) { return 0; }' },
    ['--until-fail', '--repeat', '100', '--jobs', '1'],
  );
  expect(results).toMatchObject([
    { name: 'a', verdict: 'passed', attempts: 1 },
    { name: 'b', verdict: 'failed', attempts: 1 },
    { name: 'c', verdict: 'errored', attempts: 0 },
  ]);
});

test('a test that makes its output its terminal ends like any other, and so do those after it', async () => {
  const owner =
    '#include <sys/ioctl.h>\n#include <stdio.h>\nint main(void) { puts("mine"); return ioctl(1, TIOCSCTTY, 0) != 0; }';
  const results = await runC(
    { owner, plain: '#include <stdio.h>\nint main(void) { return puts("plain") < 0; }' },
    ['--stdout', 'terminal'],
    allKernels,
  );
  expect(results.map(({ verdict, stdout }) => `${verdict} ${stdout}`)).toEqual(
    allKernels.flatMap(() => ['passed mine\n', 'passed plain\n']),
  );
});

/** Container runtimes make processes so: children of their parent, which is init here. */
test('a test has ended when its own process has, whatever siblings it has made', async () => {
  const sibling = (body: string) => `#define _GNU_SOURCE
    #include <sched.h>
    #include <signal.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    int main(void) {
      long sibling = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
      if (sibling == 0) { ${body} }
      usleep(50000);
      return sibling < 0;
    }`;
  const ends = sibling('_exit(0);');
  const stays = sibling('for (;;) pause();');
  const results = await runC({ ends, stays, after: 'int main(void) { return 0; }' }, ['--timeout', '10'], allKernels);
  expect(results.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(
    allKernels.flatMap(() => ['ends passed', 'stays passed', 'after passed']),
  );
});
