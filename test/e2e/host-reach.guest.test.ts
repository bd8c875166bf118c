/** What root in a guest reaches of the host when it uses hostfs, the kernel's drivers and the supervisor. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Results } from '../../src/model/results.ts';
import { command, fixtures, startCommand, umlRun } from '../support/command.ts';
import { compile, compileFile } from '../support/compile.ts';
import { listenForDatagram } from '../support/datagram-listener.ts';
import { everySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { kernelsBelow, soon } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const allKernels = seriesFor(...everySeries);

let bystander: ChildProcess;
beforeAll(() => {
  bystander = spawn('sleep', ['1000']);
});
afterAll(() => void bystander.kill());

/** Runs one of the attacks. @returns what it wrote on each kernel, and how it ended there */
async function attack(name: string, words: string[], kernels = allKernels) {
  const folder = ownFolder();
  const program = compileFile(join(folder, name), join(fixtures, 'attacks', `${name}.c`));
  const ran = await umlRun([...kernelWords(...kernels), '--quiet', ...words, program], { folder });
  return ran.results.tests.map(({ reason, verdict, kernel }) => ({
    end: `${verdict} ${reason}`,
    said: ran.bytes(name, 'stdout', kernel).toString('latin1'),
  }));
}

test.each([
  ['ptrace', allKernels],
  ['seccomp', seriesFor('7.2')],
] as const)('nothing of /proc opens but cpuinfo, and no link can be made, in the mode %s', async (mode, kernels) => {
  const words = ['--userspace', mode, '--env', `TEST_PROCESS=/proc/${bystander.pid}`];
  const seen = await attack('reach-host', words, [...kernels]);
  expect(seen).toEqual(kernels.map(() => ({ end: 'failed exit', said: 'opened cpuinfo\nreached 1\n' })));
});

test('nor does it open in a rootfs where /proc is mounted', async () => {
  const folder = ownFolder();
  const [rootfs, output] = [join(folder, 'rootfs'), join(folder, 'results')];
  mkdirSync(join(rootfs, 'proc'), { recursive: true });
  mkdirSync(join(rootfs, 'etc'));
  writeFileSync(join(rootfs, 'etc/name'), 'of the rootfs');
  const code = `#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
int main(void)
{
	mkdir("/tmp/mnt", 0700);
	printf("mount %d\\n", mount("none", "/tmp/mnt", "hostfs", 0, "/rootfs"));
	printf("name %d\\n", open("/etc/name", O_RDONLY) >= 0);
	printf("mounts %d\\n", open("/tmp/mnt/proc/self/mounts", O_RDONLY) >= 0);
	printf("version %d\\n", open("/tmp/mnt/proc/version", O_RDONLY) >= 0);
	return 0;
}`;
  const program = compile(join(folder, 'looks'), code, '-static');
  const words = [...kernelWords(...allKernels), '--rootfs', rootfs, '--output', output, program];
  const script = 'mount --bind /proc "$1"/proc && shift && exec "$@"';
  await execa('unshare', ['-rm', 'sh', '-c', script, 'sh', rootfs, ...command, ...words], { reject: false });
  const { tests } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as Results;
  const said = tests.map(({ stdout }) => readFileSync(join(output, stdout), 'latin1'));
  expect(said).toEqual(allKernels.map(() => 'mount 0\nname 1\nmounts 0\nversion 0\n'));
});

test('in the folder of artifacts all works but symbolic links', async () => {
  const code = `#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
int failed;
#define WORKS(call) ((call) < 0 ? (failed++, printf("%s: %s\\n", #call, strerror(errno))) : 0)
int main(void)
{
	struct sockaddr_un address = {AF_UNIX, "socket"};
	WORKS(chdir(getenv("UML_RUN_ARTIFACTS")));
	if (symlink("file", "link") == 0 || errno != EPERM)
		failed++, printf("symlink: %s\\n", strerror(errno));
	int file = open("file", O_CREAT | O_RDWR, 0600);
	WORKS(write(file, "text", 4));
	WORKS(fsync(file));
	WORKS(ftruncate(file, 3));
	WORKS(mkdir("a", 0755));
	WORKS(mkdir("b", 0755));
	WORKS(link("file", "a/hard"));
	WORKS(rename("a/hard", "b/moved"));
	WORKS(rename("b", "a/b"));
	WORKS(rmdir("a/b") < 0 && errno == ENOTEMPTY ? 0 : -1);
	WORKS(mkfifo("pipe", 0600));
	WORKS(bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&address, sizeof address));
	WORKS(chmod("file", 0644));
	WORKS(open("a/gone", O_CREAT | O_WRONLY, 0600));
	WORKS(unlink("a/gone"));
	WORKS(truncate("a/b/moved", 2));
	fflush(stdout);
	if (failed)
		return 1;
	file = open("/proc/sysrq-trigger", O_WRONLY);
	return write(file, "c", 1);
}`;
  const folder = ownFolder();
  const program = compile(join(folder, 'writes'), code, '-static');
  const ran = await umlRun([...kernelWords(...allKernels), '--quiet', program], { folder });
  for (const { kernel, reason, stdout } of ran.results.tests) {
    expect(readFileSync(join(ran.output, stdout), 'latin1')).toBe('');
    expect(reason).toBe('panic');
    const kept = join(ran.output, 'logs', kernel, 'writes.artifacts');
    expect(readdirSync(kept, { recursive: true }).toSorted()).toEqual(['a', 'a/b', 'a/b/moved', 'file']);
    expect(readFileSync(join(kept, 'file'), 'latin1')).toBe('te');
  }
});

test('its own folder of artifacts, exchanged for a link, brings nothing of the host back', async () => {
  const folder = ownFolder();
  const [secret, output] = [join(folder, 'private'), join(folder, 'results')];
  mkdirSync(secret);
  chmodSync(secret, 0o755);
  writeFileSync(join(secret, 'key'), 'secret');
  const code = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void)
{
	char own[300] = "/tmp/mnt/", line[4096];
	FILE *mounts = fopen("/proc/self/mounts", "r");
	while (fgets(line, sizeof line, mounts))
		if (strstr(line, " /artifacts hostfs "))
			sscanf(strrchr(line, '/') + 1, "%200s", own + strlen("/tmp/mnt/"));
	mkdir("/tmp/mnt", 0700);
	printf("mount %d\\n", mount("none", "/tmp/mnt", "hostfs", 0, "/written/artifacts"));
	printf("found %d\\n", access(own, F_OK));
	printf("rename %d\\n", rename(own, "/tmp/mnt/old"));
	printf("symlink %d\\n", symlink(getenv("TEST_SECRET"), own));
	printf("symlink in it %d\\n", symlink(getenv("TEST_SECRET"), "/artifacts/link"));
	return 0;
}`;
  const program = compile(join(folder, 'exchanges'), code, '-static');
  const words = [...kernelWords(...allKernels), '--env', `TEST_SECRET=${secret}`, '--output', output, program];
  // Where there is no other user, the kernel's process may rename what this one made.
  await execa('unshare', ['-r', ...command, ...words], { reject: false });
  const { tests } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as Results;
  const said = tests.map(({ stdout }) => readFileSync(join(output, stdout), 'latin1'));
  expect(said).toEqual(allKernels.map(() => 'mount 0\nfound 0\nrename -1\nsymlink -1\nsymlink in it -1\n'));
  expect(readdirSync(output, { recursive: true }).filter((name) => `${name}`.endsWith('key'))).toEqual([]);
  expect(statSync(secret).mode & 0o777).toBe(0o755);
});

test('the request for what a late test does arrives at no socket but the console', async () => {
  const folder = ownFolder();
  const heard = await listenForDatagram(join(folder, 'socket'), folder);
  const words = ['--timeout', '2', '--env', `TEST_SOCKET=${folder}/socket`];
  const seen = await attack('console-link', words, allKernels);
  const said = 'unlink 0\nsymlink -1\nlink -1\nrename -1\n';
  expect(seen).toEqual(allKernels.map(() => ({ end: 'failed timeout', said })));
  expect(await heard()).toBe('nothing');
});

test('a driver opens no terminal', async () => {
  const seen = await attack('host-terminal', ['--env', 'TEST_TERMINAL=/dev/ptmx'], ['5.10']);
  const said = `sound/soundcore.ko 0\narch/um/drivers/hostaudio.ko 0\n${'Permission denied\n'.repeat(3)}`;
  expect(seen).toEqual([{ end: 'failed exit', said }]);
});

test.each(allKernels)('programs of a guest whose kernel on %s is killed call nobody on the host', async (kernel) => {
  const folder = ownFolder();
  const arrived: string[] = [];
  const server = createServer((socket) => {
    arrived.push('a connection');
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const code = `#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void)
{
	struct sockaddr_in address = {AF_INET, htons(${port}), {htonl(INADDR_LOOPBACK)}, {0}};
	for (int i = 0; i < 6; i++)
		if (fork() == 0)
			for (setsid();;) {
				int file = socket(AF_INET, SOCK_STREAM, 0);
				connect(file, (struct sockaddr *)&address, sizeof(address));
				close(file);
			}
	write(1, "calls\\n", 6);
	sleep(20);
	return 0;
}`;
  compile(join(folder, 'caller'), code, '-static');
  const running = startCommand([...kernelWords(kernel), '--quiet', '--output', 'results', 'caller'], { cwd: folder });
  try {
    const logs = join(folder, 'results/logs');
    // It has one more turn.
    for (let turn = 0; turn < 2; turn++) {
      expect(await soon(20, () => outputOf(logs, 'caller.stdout') === 'calls\n')).toBe(true);
      const kernels = kernelsBelow(running.pid!);
      expect(kernels.length).toBe(1);
      for (const path of readdirSync(logs, { recursive: true, encoding: 'utf8' }))
        if (path.endsWith('caller.stdout')) rmSync(join(logs, path));
      for (const pid of kernels) process.kill(pid, 'SIGKILL');
    }
    await running;
    const { tests } = JSON.parse(readFileSync(join(folder, 'results/results.json'), 'utf8')) as Results;
    expect(tests).toMatchObject([{ verdict: 'errored', reason: 'environment' }]);
    expect(arrived).toEqual([]);
  } finally {
    running.kill('SIGKILL');
    server.close();
  }
});

/** What is in a file of that name below a folder, so far. */
function outputOf(logs: string, name: string): string {
  if (!existsSync(logs)) return '';
  const path = readdirSync(logs, { recursive: true, encoding: 'utf8' }).find((one) => one.endsWith(name));
  return path === undefined ? '' : readFileSync(join(logs, path), 'utf8');
}
