import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
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
    const helper = startHelper(${JSON.stringify(network)}, '${noexec}/helper', (why) => {
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
    const helper = startHelper(networkBy(path), folder, resolve);
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
  const helper = startHelper(networkBy(path), folder, (why) => problems.push(why));
  expect(await soon(10, () => existsSync(linkIn(folder)))).toBe(true);
  await helper.end();
  expect(problems).toEqual([]);
});
