/** What `doctor` says of the sandbox: it starts a program in it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { trySandbox } from '../../src/guest/try-sandbox.ts';
import * as native from '../../src/host/native-file.ts';
import { compile } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

vi.mock('../../src/host/native-file.ts', { spy: true });

/** @param path of what takes the place of the supervisor */
function trySupervisor(path: string) {
  const cleanup = native.nativeFile('cleanup');
  vi.mocked(native.nativeFile).mockImplementation((name) => (name === 'supervisor' ? path : cleanup));
  onTestFinished(() => void vi.mocked(native.nativeFile).mockReset());
  return trySandbox();
}

test('a program starts in it, and nothing is left', () => {
  const before = readdirSync('/dev/shm');
  expect(trySandbox()).toEqual({ name: 'sandbox', ok: true, found: 'a program started in it' });
  expect(readdirSync('/dev/shm')).toEqual(before);
});

test('a supervisor that is missing', () => {
  expect(trySupervisor('/nowhere/supervisor')).toMatchObject({ ok: false, found: expect.stringContaining('ENOENT') });
});

test('a machine that refuses a part of it: the words are those of the supervisor', () => {
  const code = `#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int count, char **words)
{
	struct sock_filter refuse[] = {
		{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr)},
		{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_seccomp},
		{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | 1},
		{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
	};
	struct sock_fprog program = {4, refuse};
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
	return execv("${native.nativeFile('supervisor')}", words);
}`;
  const refuses = compile(join(ownFolder(), 'refuses'), code, '-static');
  expect(trySupervisor(refuses)).toMatchObject({
    ok: false,
    found: 'uml-run supervisor: cannot allow the calls of the host that a kernel needs: error 1 (EPERM)',
  });
});
