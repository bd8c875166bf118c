/** What guests reach with `--network user`, who reaches them, and what becomes of their helper. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { digestOfFile } from '../../src/fs/digest.ts';
import { readResults } from '../../src/results/read-results.ts';
import { command, startCommand, umlExec } from '../support/command.ts';
import { compile, write } from '../support/compile.ts';
import { anySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { kernelsBelow, processesOf, soon } from '../support/processes.ts';
import { longFolder, ownFolder } from '../support/temporary-folder.ts';
import { inWorld, tries } from '../support/world.ts';

test.each(seriesFor('5.10', '7.2'))('a guest of %s reaches out', async (series) => {
  const folder = ownFolder();
  const large = join(folder, 'large');
  writeFileSync(large, randomBytes(100 << 20));
  const script = [
    'wget -qO- http://192.0.2.1/large | sha256sum | cut -c1-64',
    tries('names', 'nslookup -type=a a.example 10.0.2.3 | grep 192.0.2.7'),
    tries('datagrams', 'nslookup -type=a a.example 192.0.2.1 | grep 192.0.2.7'),
    tries('ping', 'ping -c 1 -W 5 10.0.2.2'),
    tries('loopback', 'wget -qO- http://10.0.2.2:8080/'),
    'ip link set vec0 down; ip link set vec0 up; ip route add default via 10.0.2.2',
    tries('again', 'wget -qO- http://192.0.2.1/'),
  ].join('\n');
  expect(await inWorld(script, { series, folder })).toEqual([
    await digestOfFile(large),
    'names',
    'datagrams',
    'ping',
    'no loopback',
    'again',
  ]);
});

test.each([
  ['user,host-loopback', ['world', 'loopback', 'names']],
  ['user,offline', ['no world', 'no loopback', 'no names']],
  ['none', ['no world', 'no loopback', 'no names']],
])('%s is what it says', async (network, reached) => {
  const script = [
    tries('world', 'wget -qO- http://192.0.2.1/'),
    tries('loopback', 'wget -qO- http://10.0.2.2:8080/'),
    tries('names', 'nslookup -type=a a.example 10.0.2.3 | grep 192.0.2.7'),
  ].join('\n');
  expect(await inWorld(script, { network })).toEqual(reached);
});

test.each([
  ['asks by IPv6 only', 'nameserver 2001:db8::1\n', 'of the world'],
  ['asks nobody', '', "wget: bad address 'world.example'"],
])('names in a guest of a machine that %s', async (_, resolver, said) => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'resolv.conf'), resolver);
  writeFileSync(join(folder, 'file'), 'of the world');
  expect(await inWorld('wget -qO- http://world.example/file 2>&1', { folder })).toEqual([said]);
});

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** All temporary files have long paths: only `TMPDIR` can be used. */
const onlyTmpdir = ['unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o noexec none /dev/shm; exec "$@"', 'sh']] as const;

test('ports of this machine lead into the guest, by TCP and UDP, however long the paths of sockets are', async () => {
  const port = await freePort();
  const code = `#include <arpa/inet.h>
#include <stdio.h>
#include <unistd.h>
int main(void)
{
	struct sockaddr_in self = {.sin_family = AF_INET, .sin_port = htons(7)}, who;
	socklen_t size = sizeof who;
	char byte;
	int tcp = socket(AF_INET, SOCK_STREAM, 0), udp = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(tcp, (void *)&self, sizeof self) || listen(tcp, 1) || bind(udp, (void *)&self, sizeof self))
		return 1;
	puts("listens");
	fflush(stdout);
	if (recvfrom(udp, &byte, 1, 0, (void *)&who, &size) != 1 || sendto(udp, "datagram", 8, 0, (void *)&who, size) != 8)
		return 2;
	int peer = accept(tcp, 0, 0);
	return write(peer, "stream", 6) == 6 ? 0 : 3;
}`;
  const program = compile(join(ownFolder(), 'answers'), code, '-static');
  const publish = ['--publish', `${port}:7,${port}:7/udp`];
  const words = [...kernelWords(anySeries), '--network', 'user,host-loopback', ...publish, '--', program];
  const [unshare, rights] = onlyTmpdir;
  const env = { TMPDIR: longFolder() };
  const running = execa(unshare, [...rights, ...command, 'exec', ...words], { env, reject: false });
  await once(running.stdout, 'data');
  const socket = createSocket('udp4');
  const answered = once(socket, 'message');
  socket.send('?', port, '127.0.0.1');
  const [datagram] = await answered;
  socket.close();
  const stream = await text(createConnection(port, '127.0.0.1'));
  expect({ datagram: String(datagram), stream }).toEqual({ datagram: 'datagram', stream: 'stream' });
  expect(await running).toMatchObject({ exitCode: 0 });
});

/** Asks at a port of the host's loopback, and counts what comes until nothing does. */
const countsAnswers = (port: number) => `#include <arpa/inet.h>
#include <stdio.h>
#include <sys/time.h>
int main(void)
{
	struct sockaddr_in host = {.sin_family = AF_INET, .sin_port = htons(${port}), .sin_addr.s_addr = inet_addr("10.0.2.2")};
	struct timeval patience = {.tv_sec = 3};
	char byte;
	int udp = socket(AF_INET, SOCK_DGRAM, 0), room = 16 << 20, answers = 0;
	/* In the guest's memory, each has as much room as the largest packet. */
	setsockopt(udp, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	setsockopt(udp, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	sendto(udp, "?", 1, 0, (void *)&host, sizeof host);
	while (answers < 120 && recv(udp, &byte, 1, 0) == 1)
		answers++;
	printf("%d\\n", answers);
}`;

// Kernels of 5.10 read 64 frames when some arrive, and the others only when more do.
test.each(seriesFor('5.10', '7.2'))('answers that come at once all arrive, on %s', async (series) => {
  const server = createSocket('udp4').bind(0, '127.0.0.1');
  await once(server, 'listening');
  server.on('message', (_, { port }) => {
    for (let i = 0; i < 120; i++) server.send('!', port, '127.0.0.1');
  });
  const program = compile(join(ownFolder(), 'counts'), countsAnswers(server.address().port), '-static');
  const ended = await umlExec([...kernelWords(series), '--network', 'user,host-loopback', '--', program]);
  server.close();
  expect(ended).toMatchObject({ exitCode: 0, stdout: '120' });
});

test('a port that is taken is named before anything is booted', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const publish = ['--publish', `${port}:80`];
  const ended = await umlExec([...kernelWords(anySeries), '--network', 'user', ...publish, '--', 'true']);
  server.close();
  expect(ended).toMatchObject({
    exitCode: 125,
    stderr: `uml-run: --publish: port ${port} (tcp) of this machine: another program has it; choose another port`,
  });
});

/** The helpers of a command that runs, by the name of their program. */
const helpersOf = (pid: number, program = 'slirp4netns') =>
  kernelsBelow(pid).filter((one) => {
    try {
      return readlinkSync(`/proc/${one}/exe`).endsWith(`/${program}`);
    } catch {
      return false;
    }
  });

test.each([
  ['user', 'slirp4netns', 'slirp4netns'],
  ['user,delay=1ms', 'switch', 'the switch'],
])('of %s, %s that is killed ends its guest, and the next test has another one', async (network, program, name) => {
  const folder = ownFolder();
  write(join(folder, 'a'), '#!/bin/sh\nexec sleep 100\n');
  write(join(folder, 'b'), '#!/bin/sh\nping -c 1 -W 5 10.0.2.2\n');
  const words = [...kernelWords(anySeries), '--network', network, '--jobs', '1', '--order', 'given', '--verbose'];
  const running = startCommand([...words, './a', './b'], { cwd: folder });
  let helpers = 0;
  // What this machine has ended runs again, once.
  running.stdout.on('data', (bytes) => {
    if (!/runs a$/m.test(String(bytes))) return;
    for (const pid of helpersOf(running.pid!, program)) {
      helpers++;
      process.kill(pid, 'SIGKILL');
    }
  });
  await running;
  const { tests } = readResults(join(folder, 'uml-run-results/results.json'));
  expect(helpers).toBe(2);
  expect(tests).toMatchObject([
    { verdict: 'errored', reason: 'environment', message: expect.stringContaining(`${name} was ended by SIGKILL`) },
    { verdict: 'passed' },
  ]);
});

test('nothing is left of a helper, even when uml-run is killed', async () => {
  const folder = ownFolder();
  const words = [...kernelWords(anySeries), '--network', 'user', '--', 'sh', '-c', 'echo runs; sleep 100'];
  const running = umlExec(words, { env: { TMPDIR: folder } });
  await once(running.stdout, 'data');
  const helpers = helpersOf(running.pid!);
  expect(helpers).toHaveLength(1);
  running.kill('SIGKILL');
  await running;
  expect(await soon(10, () => helpers.every((pid) => processesOf('slirp4netns').every((one) => one.pid !== pid)))).toBe(
    true,
  );
});
