/** Guests beside those of the tests: names, addresses, when they are ready, and what becomes of tests without them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readResults } from '../../src/results/read-results.ts';
import { command, startCommand } from '../support/command.ts';
import { compile, write } from '../support/compile.ts';
import { anySeries, kernelWords, type Series, seriesFor } from '../support/kernels.ts';
import { kernelsBelow, processesOf, soon } from '../support/processes.ts';
import { longFolder, ownFolder } from '../support/temporary-folder.ts';

const server = '#!/bin/sh\necho $UML_RUN_PEERS $GREETING\nuname -r >release\nexec httpd -f -p 8080 -h .\n';

/** Runs `t`, and other tests that are named, beside guests. @returns the output folder, and how the tests ended */
async function runBeside(files: Record<string, string>, words: string[], series: Series[] = [anySeries], env = {}) {
  const folder = ownFolder();
  for (const [name, text] of Object.entries(files)) write(join(folder, name), text);
  await startCommand([...kernelWords(...series), ...words, './t'], { cwd: folder, env });
  return endedIn(folder);
}

function endedIn(folder: string) {
  const output = join(folder, 'uml-run-results');
  const { tests, peers } = readResults(join(output, 'results.json'));
  return { output, tests, peers };
}

test('guests of two kernels reach each other by name', async () => {
  const [older = anySeries] = seriesFor('5.10');
  const files = { server, t: '#!/bin/sh\nwget -qO- http://a:8080/release && wget -qO- http://b:8080/release\n' };
  const guests = ['--guests', `a=./server@distro:${older}`, '--guests', 'b=./server'];
  const ready = ['--ready', 'a=8080', '--ready', 'b=wget -qO- http://b:8080/release'];
  const { tests, peers, output } = await runBeside(files, [...guests, ...ready, '--env', 'GREETING=hello']);
  expect(tests).toMatchObject([{ verdict: 'passed' }]);
  expect(peers).toMatchObject([
    { name: 'a', command: './server', kernel: expect.stringMatching(RegExp(`^${older}`)), address: '10.0.2.101' },
    { name: 'b', end: 'running', message: 'ran until the run ended', exitCode: null, address: '10.0.2.102' },
  ]);
  const releases = readFileSync(join(output, tests[0]?.stdout ?? ''), 'utf8')
    .trim()
    .split('\n');
  expect(releases).toEqual([
    expect.stringMatching(RegExp(`^${older}`)),
    expect.stringMatching(RegExp(`^${anySeries}`)),
  ]);
  expect(readFileSync(join(output, 'logs/peer-b.stdout'), 'utf8')).toBe('a=10.0.2.101 b=10.0.2.102 hello\n');
});

test('a guest whose program fails costs itself alone, and tests that fail without it have that as their reason', async () => {
  const gone = 'while wget -qO- http://a:8080/peer; do :; done >/dev/null 2>&1; sleep 1';
  const files = {
    server,
    peer: '#!/bin/sh\nhttpd -p 8080 -h .\nsleep 2\nexit 7\n',
    t: `#!/bin/sh\n${gone}\nwget -qO- http://b:8080/release\n`,
    needs: `#!/bin/sh\n${gone}\nexit 3\n`,
    waits: `#!/bin/sh\n${gone}\nexec sleep 100\n`,
  };
  const guests = ['--guests', 'a=./peer', '--guests', 'b=./server', '--ready', 'a=8080', '--ready', 'b=8080'];
  const { tests, peers } = await runBeside(files, [...guests, '--timeout', '10', './needs', './waits']);
  expect(peers).toMatchObject([
    { name: 'a', end: 'exit', exitCode: 7, message: 'ended with code 7' },
    { name: 'b', end: 'running' },
  ]);
  const why = 'the guest "a" is gone: its program ended with code 7';
  const lost = { verdict: 'errored', reason: 'environment', attempts: 1 };
  expect(tests).toMatchObject([
    { ...lost, message: `${why}; exited with 3` },
    { ...lost, message: `${why}; still running after 10 s` },
    { verdict: 'passed' },
  ]);
});

test('a guest gets words of any bytes, and reports are text all the same', async () => {
  const folder = ownFolder();
  write(join(folder, 't'), '#!/bin/sh\nsleep 0.5\n');
  const guest = `a=sh -c 'printf %s "$0"; sleep 100'`;
  const script = 'guest=$1; shift; exec "$@" --guests "$guest $(printf "\\377")" ./t';
  await execa('sh', ['-c', script, 'sh', guest, ...command, ...kernelWords(anySeries)], { cwd: folder });
  const { output, peers } = endedIn(folder);
  expect(readFileSync(join(output, 'logs/peer-a.stdout'), 'latin1')).toBe('\xff');
  expect(peers).toMatchObject([{ command: `${guest.slice(2)} \ufffd` }]);
});

/** A program that talks by TCP: init tells late of its end, for a process of it has memory that takes a while to be freed. */
const talks = (address: string, body: string) => `#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void hold_memory(void)
{
	enum { SIZE = 48 << 20 };
	char byte;
	int told[2];
	if (pipe(told) || fork()) {
		read(told[0], &byte, 1);
		return;
	}
	memset(malloc(SIZE), 1, SIZE);
	write(told[1], "x", 1);
	pause();
}
int main(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(8080), .sin_addr.s_addr = inet_addr("${address}")};
	int own = socket(AF_INET, SOCK_STREAM, 0);
	char byte;
	${body}
}`;

test.each([
  ...seriesFor('5.10', '7.2').map((series) => [series, 'return 7', 'its program ended with code 7'] as const),
  [anySeries, 'abort()', 'its program was ended by signal 6'],
] as const)(
  'a test of %s that fails by the end of another guest is errored, however late that is told: %s',
  async (series, end, why) => {
    const folder = ownFolder();
    // The first that it is connected to is who asks whether it is ready.
    const peer = `if (bind(own, (void *)&at, sizeof at) || listen(own, 9) || close(accept(own, 0, 0)))
		return 2;
	own = accept(own, 0, 0);
	hold_memory();
	read(own, &byte, 1);
	${end};`;
    const asks = `if (connect(own, (void *)&at, sizeof at) || write(own, "?", 1) != 1)
		return 2;
	return read(own, &byte, 1) == 1 ? 0 : 3;`;
    compile(join(folder, 'peer'), talks('0.0.0.0', peer), '-static');
    compile(join(folder, 't'), talks('10.0.2.101', asks), '-static');
    const words = ['--guests', 'a=./peer', '--guests', 'b=sleep 100', '--ready', 'a=8080', './t'];
    await startCommand([...kernelWords(series), ...words], { cwd: folder });
    expect(endedIn(folder).tests).toMatchObject([
      { verdict: 'errored', reason: 'environment', message: `the guest "a" is gone: ${why}; exited with 3` },
    ]);
  },
);

test.each(seriesFor('5.10', '7.2'))(
  'a test of %s that fails while other guests live, or have ended well, has failed',
  async (series) => {
    const files = { t: '#!/bin/sh\nexit 3\n', u: '#!/bin/sh\necho 1..1; echo not ok 1\n' };
    const guests = ['--guests', 'a=true', '--guests', 'b=sleep 100'];
    const { tests } = await runBeside(files, [...guests, './u'], [series]);
    expect(tests).toMatchObject([
      { verdict: 'failed', reason: 'subtests', attempts: 1 },
      { verdict: 'failed', reason: 'exit', message: 'exited with 3', attempts: 1 },
    ]);
  },
);

/** What kills it outright while a test runs, which then asks `b`. */
async function killDuringTest(killed: string, t: string) {
  const folder = ownFolder();
  write(join(folder, 'server'), server);
  write(join(folder, 't'), `#!/bin/sh\necho runs\n${t}\n`);
  const guests = ['--guests', 'a=sleep 100', '--guests', 'b=./server', '--ready', 'b=8080'];
  const running = startCommand([...kernelWords(anySeries), ...guests, './t'], { cwd: folder });
  const logs = join(folder, 'uml-run-results/logs');
  const runs = () => existsSync(logs) && readdirSync(logs).some((name) => /^\d.*-1\.log$/.test(name));
  expect(await soon(60, runs)).toBe(true);
  const started = kernelsBelow(running.pid ?? 0);
  const [own] = processesOf(killed).filter(({ pid }) => started.includes(pid));
  process.kill(own?.pid ?? Number.NaN, 'SIGKILL');
  const { exitCode } = await running;
  return { exitCode, ...endedIn(folder) };
}

test('a guest that is killed costs itself alone', async () => {
  const t = 'sleep 2; ping -c 1 -W 1 a || wget -qO- http://b:8080/release';
  const { tests, peers, exitCode } = await killDuringTest('/peer-a ', t);
  expect(peers).toMatchObject([
    { name: 'a', end: 'guest-died' },
    { name: 'b', end: 'running' },
  ]);
  expect({ tests, exitCode }).toMatchObject({ tests: [{ verdict: 'passed' }], exitCode: 0 });
});

test('a guest whose kernel panics is gone with its words', async () => {
  const files = { panics: '#!/bin/sh\nsleep 1\necho c >/proc/sysrq-trigger\n', t: '#!/bin/sh\nsleep 3\nexit 5\n' };
  const { tests, peers } = await runBeside(files, ['--guests', 'a=./panics']);
  const why = 'its kernel panicked: sysrq triggered crash';
  expect(peers).toMatchObject([{ end: 'guest-died', message: why }]);
  expect(tests).toMatchObject([
    { verdict: 'errored', reason: 'environment', message: `the guest "a" is gone: ${why}; exited with 5` },
  ]);
});

test('a program that is not there is named', async () => {
  const folder = ownFolder();
  write(join(folder, 't'), '#!/bin/sh\n');
  const { exitCode, stderr } = await startCommand([...kernelWords(anySeries), '--guests', 'a=./none', './t'], {
    cwd: folder,
  });
  const message = `uml-run: guest "a": "${join(folder, 'none')}" does not exist`;
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: message });
});

test('when the switch is killed, all guests end at once, with that as their reason', async () => {
  const { tests, peers, exitCode } = await killDuringTest('/native/switch ', 'exec sleep 100');
  const message = expect.stringMatching(
    /the guests' network is gone: the switch was ended by SIGKILL from outside uml-run/,
  );
  expect(peers).toMatchObject([
    { end: 'guest-died', message },
    { end: 'guest-died', message },
  ]);
  expect({ tests, exitCode }).toMatchObject({
    tests: [{ verdict: 'errored', reason: 'environment', message }],
    exitCode: 3,
  });
});

test('a guest whose program ends well is no fault, however long the paths of temporary files are', async () => {
  const files = { t: '#!/bin/sh\nsleep 1\nping -c 1 -W 5 a\n' };
  const { tests, peers } = await runBeside(files, ['--guests', 'a=true'], [anySeries], { TMPDIR: longFolder() });
  expect(peers).toMatchObject([{ name: 'a', end: 'exit', exitCode: 0 }]);
  expect(tests).toMatchObject([{ verdict: 'passed' }]);
});

test('a guest that never comes up is named, and no test runs', async () => {
  const folder = ownFolder();
  write(join(folder, 't'), '#!/bin/sh\n');
  const words = ['--guests', 'a=sleep 100', '--ready', 'a=80', '--boot-timeout', '5', './t'];
  const { exitCode, stderr } = await startCommand([...kernelWords(anySeries), ...words], {
    cwd: folder,
    reject: false,
  });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 3,
    stderr: 'uml-run: the guest "a" is not ready: port 80 did not answer within 5 s',
  });
  const output = join(folder, 'uml-run-results');
  expect(readResults(join(output, 'results.json'))).toMatchObject({
    interrupted: true,
    peers: [{ name: 'a', end: 'not-ready', message: 'port 80 did not answer within 5 s' }],
    tests: [
      {
        verdict: 'errored',
        notRun: true,
        attempts: 0,
        message: 'the run ended before its turn: the guest "a" is not ready: port 80 did not answer within 5 s',
      },
    ],
  });
  expect(existsSync(join(output, 'logs/peer-a.ready.log'))).toBe(true);

  // What a run leaves, the next one in this folder takes away.
  await startCommand([...kernelWords(anySeries), './t'], { cwd: folder });
  expect(readdirSync(join(output, 'logs')).filter((name) => name.startsWith('peer-'))).toEqual([]);
});

test('a program that a signal ends is reported with it', async () => {
  const files = { peer: '#!/bin/sh\nsleep 1\nkill -SEGV $$\n', t: '#!/bin/sh\nsleep 3\n' };
  const { peers, tests } = await runBeside(files, ['--guests', 'a=./peer', '--guests', 'b=sleep 100']);
  expect(peers).toMatchObject([
    { name: 'a', end: 'signal', signal: 'SIGSEGV' },
    { name: 'b', end: 'running' },
  ]);
  expect(tests).toMatchObject([{ verdict: 'passed' }]);
});
