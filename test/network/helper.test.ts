import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';
import type { Published } from '../../src/model/network.ts';
import { linkIn, startHelper } from '../../src/network/helper.ts';
import { root } from '../support/command.ts';
import { compile } from '../support/compile.ts';
import { processesOf, soon } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** Listens for a guest, as slirp4netns does. */
const listener = `#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
int main(int count, char **words)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	strcpy(address.sun_path, words[count - 1]);
	int own = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (bind(own, (void *)&address, sizeof address) || listen(own, 0))
		return 1;
	fprintf(stderr, "Waiting for connection to %s\\n", address.sun_path);
	return pause();
}`;

/** Answers requests as well, in a while, with a text. */
const answering = (text: string) => `#define main listen_for_guest
${listener.replace('return pause();', 'return 0;')}
#undef main
int main(int count, char **words)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "api"};
	char request[1024];
	int own = socket(AF_UNIX, SOCK_STREAM, 0);
	if (listen_for_guest(count, words))
		return 1;
	usleep(300000);
	if (bind(own, (void *)&address, sizeof address) || listen(own, 9))
		return 1;
	for (;;) {
		int peer = accept(own, 0, 0);
		while (read(peer, request, sizeof request) > 0)
			;
		${text === '' ? 'pause();' : `write(peer, ${JSON.stringify(text)}, ${text.length});`}
		close(peer);
	}
}`;

const networkBy = (path: string, publish: readonly Published[] = []) => ({
  slirp: { path },
  publish,
  hostLoopback: false,
  offline: false,
});

test('a helper that cannot load its packet filter is no network', async () => {
  const folder = ownFolder();
  const network = networkBy(compile(join(folder, 'slirp4netns'), listener));
  const noexec = join(folder, 'noexec');
  mkdirSync(noexec);
  const program = `
    const { startHelper } = await import('${root}/src/network/helper.ts');
    const helper = startHelper(${JSON.stringify(network)}, '${noexec}/helper', false, (why) => {
      console.log(why);
      helper.end();
    });`;
  const script = `mount -t tmpfs -o noexec none ${noexec} && exec "$0" --input-type=module --eval "$1"`;
  const { stdout } = await execa('unshare', ['-rm', 'sh', '-c', script, process.execPath, program]);
  expect(stdout).toMatch(
    /^the guest's network is gone: slirp4netns runs without its packet filter: .*packet-filter\.so/,
  );
});

test('nor is one that loads none and says nothing, as with musl, and no guest can be connected to it', async () => {
  const folder = join(ownFolder(), 'helper');
  const path = compile(join(ownFolder(), 'slirp4netns'), listener, '-static');
  const why = await new Promise((resolve) => {
    const helper = startHelper(networkBy(path), folder, false, resolve);
    onTestFinished(() => helper.end());
  });
  expect(why).toBe(
    "the guest's network is gone: slirp4netns runs without its packet filter: its loader does not preload it",
  );
  expect(existsSync(linkIn(folder))).toBe(false);
});

test('one that has loaded it can be connected to', async () => {
  const folder = join(ownFolder(), 'helper');
  const path = compile(join(ownFolder(), 'slirp4netns'), listener);
  const problems: string[] = [];
  const helper = startHelper(networkBy(path), folder, false, (why) => problems.push(why));
  expect(await soon(10, () => existsSync(linkIn(folder)))).toBe(true);
  await helper.end();
  expect(problems).toEqual([]);
});

/** Starts one that is to open ports. @returns what it is ready with: `open`, or why it has failed */
async function openBy(code: string): Promise<unknown> {
  const path = compile(join(ownFolder(), 'slirp4netns'), code);
  const ports = [8080, 8081].map((hostPort) => ({ hostPort, guestPort: 80, protocol: 'tcp' as const }));
  let end = async () => {};
  const told = await new Promise((resolve) => {
    const helper = startHelper(networkBy(path, ports), join(ownFolder(), 'helper'), false, resolve);
    helper.ready?.then(() => resolve('open'));
    end = () => helper.end();
  });
  await end();
  expect(processesOf(path)).toEqual([]);
  return told;
}

test('a helper is ready when its ports are open', async () => {
  expect(await openBy(answering('{"return": {}}'))).toBe('open');
});

test('time in which this process is stopped, or busy, is not held against it', async () => {
  const open = openBy(answering('{"return": {}}'));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6000);
  expect(await open).toBe('open');
});

test('nor is it when the helper is stopped with it, before it listens', async () => {
  const folder = join(ownFolder(), 'helper');
  const path = compile(join(ownFolder(), 'slirp4netns'), listener.replace('int own', 'usleep(300000);\n\tint own'));
  const problems: string[] = [];
  const helper = startHelper(networkBy(path), folder, false, (why) => problems.push(why));
  const itself = () => processesOf(path).find(({ executable }) => executable === path)?.pid;
  expect(await soon(10, () => itself() !== undefined)).toBe(true);
  process.kill(itself()!, 'SIGSTOP');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(existsSync(linkIn(folder))).toBe(false);
  process.kill(itself()!, 'SIGCONT');
  expect(await soon(10, () => existsSync(linkIn(folder)))).toBe(true);
  await helper.end();
  expect(problems).toEqual([]);
});

test.each([
  ['{"error": {"desc": "bad"}}', 'port 8080 (tcp) of this machine cannot be opened; something else may have taken it'],
  ['nonsense', 'port 8080 (tcp) of this machine cannot be opened; something else may have taken it'],
  ['', 'slirp4netns has not opened port 8080 (tcp) of this machine within 5 s'],
])('one that answers %j is not, and names the port', async (answer, why) => {
  expect(await openBy(answering(answer))).toBe(`the guest's network is gone: ${why}`);
});

test('one that never listens is named', async () => {
  expect(await openBy('#include <unistd.h>\nint main(void) { return pause(); }')).toBe(
    "the guest's network is gone: slirp4netns has not listened for the guest within 5 s",
  );
});

test('a helper whose guest is gone leaves the processor to others', async () => {
  const reader = `#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
	char byte = 0;
	int ends[2], reads = 0;
	struct timespec start, now;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) || write(ends[1], "x", 1) != 1 || read(ends[0], &byte, 1) != 1)
		return 1;
	close(ends[1]);
	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		reads += read(ends[0], &byte, 1) == 0;
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < 100);
	printf("%c %d %ld", byte, reads, (long)read(-1, &byte, 1));
	return 0;
}`;
  const path = compile(join(ownFolder(), 'reads'), reader);
  const { stdout } = await execa(path, { env: { LD_PRELOAD: nativeFile('packet-filter.so') } });
  const [byte, reads, failed] = stdout.split(' ');
  expect([byte, failed]).toEqual(['x', '-1']);
  // At most one each millisecond.
  expect(Number(reads)).toBeLessThanOrEqual(102);
});
