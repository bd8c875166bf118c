import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';
import { linkIn, startHelper } from '../../src/network/helper.ts';
import { root } from '../support/command.ts';
import { compile } from '../support/compile.ts';
import { soon } from '../support/processes.ts';
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

const networkBy = (path: string) => ({ slirp: { path }, publish: [], hostLoopback: false, offline: false });

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
