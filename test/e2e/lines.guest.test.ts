/** Networks that are slow or lossy, and what is captured of them. */
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { framesIn, pingsFrom } from '../support/capture.ts';
import { command, umlExec, umlRun } from '../support/command.ts';
import { write } from '../support/compile.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { processesOf, soon } from '../support/processes.ts';
import { onSmallDisk } from '../support/small-disk.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const pingGateway = (words: string) => `#!/bin/sh\nping -W 5 ${words} 10.0.2.2\n`;

/** Runs a script in a guest. @returns what it said, and what `exec` did */
function inGuest(words: string[], script: string, env: Record<string, string> = {}) {
  return umlExec([...kernelWords(anySeries), ...words, '--', 'sh', '-c', script], { env });
}

/** A server on this machine's loopback that answers with so many bytes. @returns a command that gets them in a guest */
async function served(bytes: number): Promise<string> {
  const server = createServer((_, response) => response.end(Buffer.alloc(bytes))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `wget -qO /dev/null http://10.0.2.2:${port}/`;
}

const milliseconds = (said: string) => Array.from(said.matchAll(/time=([\d.]+) ms/g), ([, time]) => Number(time));

test('an answer takes twice the delay', async () => {
  const { stdout } = await inGuest(['--network', 'user,delay=40ms'], 'ping -c 2 10.0.2.2');
  const times = milliseconds(stdout);
  expect(times).toHaveLength(2);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(80);
});

test('a line that loses everything lets nothing through', async () => {
  const { stdout, exitCode } = await inGuest(['--network', 'user,loss=100%'], 'ping -c 1 -W 1 10.0.2.2');
  expect(stdout).toContain('1 packets transmitted, 0 packets received');
  expect(exitCode).toBe(1);
});

test('a transfer takes as long as the rate says, at least', async () => {
  const get = await served(100_000);
  const script = `read start _ </proc/uptime; ${get} || exit; read end _ </proc/uptime; echo $start $end`;
  const { stdout } = await inGuest(['--network', 'user,host-loopback,rate=1mbit'], script);
  const [start = Number.NaN, end = Number.NaN] = stdout.split(' ').map(Number);
  // 0.8 s; the clock has steps of 10 ms.
  expect(end - start).toBeGreaterThanOrEqual(0.78);
});

test('guests side by side have a capture each, with what each has sent and received', async () => {
  const folder = ownFolder();
  // Neither ends before the other has begun.
  const tests = ['1000', '2000'].map((size) => write(join(folder, size), pingGateway(`-c 3 -s ${size}`)));
  const words = ['--network', 'user', '--capture', '--isolation', 'test', '--jobs', '2'];
  const { results, output } = await umlRun([...kernelWords(anySeries), ...words, ...tests], { folder });
  expect(results.tests).toMatchObject([{ verdict: 'passed' }, { verdict: 'passed' }]);
  for (const { tests: names, capture = '' } of results.guests) {
    expect(capture).toMatch(/^logs\/[\d.]+-\d\.pcapng$/);
    const frames = framesIn(join(output, capture));
    const sizes = Array(3).fill(Number(names[0]));
    expect([pingsFrom('uml', frames), pingsFrom('uplink', frames)]).toEqual([sizes, sizes]);
    const { stdout } = await execa('tcpdump', ['-nr', join(output, capture), 'icmp']);
    expect(stdout.match(/ICMP echo re(quest|ply), id \d+, seq \d, length \d+/g)).toHaveLength(6);
  }
});

test('guests that are beside each other share a line and a capture', async () => {
  const folder = ownFolder();
  const t = write(join(folder, 't'), '#!/bin/sh\nping -c 1 -W 5 -s 1000 a\n');
  const words = ['--network', 'none,delay=30ms', '--capture', '--guests', 'a=true'];
  const ran = await umlRun([...kernelWords(anySeries), ...words, t], { folder });
  expect(Math.min(...milliseconds(String(ran.bytes('t', 'stdout'))))).toBeGreaterThanOrEqual(60);
  expect(ran.results.guests).toMatchObject([{ capture: 'logs/guests.pcapng' }]);
  const frames = framesIn(join(ran.output, 'logs/guests.pcapng'));
  expect([pingsFrom('uml', frames), pingsFrom('a', frames)]).toEqual([[1000], [1000]]);
  // The next run takes it away.
  await umlRun(['--output', ran.output, ...kernelWords(anySeries), '/bin/true'], { folder });
  expect(existsSync(join(ran.output, 'logs/guests.pcapng'))).toBe(false);
});

test('a capture has what the limit for artifacts allows, and its guest runs on', async () => {
  const artifacts = join(ownFolder(), 'new/artifacts');
  const words = ['--network', 'user,host-loopback', '--capture', '--artifacts-limit', '1'];
  const { exitCode, stdout, stderr } = await inGuest(words, `${await served(4_000_000)} && echo all`, {
    UML_RUN_ARTIFACTS: artifacts,
  });
  const capture = join(artifacts, 'network.pcapng');
  const why = '--artifacts-limit allows no more than 1 MB';
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'all' });
  expect(stderr).toBe(`warning: the capture "${capture}" ends early: ${why}`);
  expect(statSync(capture).size).toBeLessThanOrEqual(1 << 20);
  expect(framesIn(capture).length).toBeGreaterThan(30);
});

test('a capture that fills the disk costs the end of that capture, and nothing else', async () => {
  const folder = ownFolder();
  const t = write(join(folder, 't'), `#!/bin/sh\n${await served(8_000_000)}\n`);
  const words = [
    ...kernelWords(anySeries),
    '--network',
    'user,host-loopback',
    '--capture',
    '--output',
    '"$disk/output"',
  ];
  const lines = [[...command, ...words, t].join(' '), 'cp "$disk"/output/logs/*.pcapng "$copy"'];
  const copy = join(folder, 'copy.pcapng');
  const { stdout, exitCode } = await onSmallDisk('size=5m', lines.join('\n'), { copy });
  const said = stdout.join('\n');
  expect(exitCode).toBe(0);
  expect(said).toContain('1 test on 1 kernel: 1 passed');
  expect(said).toMatch(/^warning: the capture "\S+-1\.pcapng" ends early: no space left on device \(ENOSPC\)$/m);
  expect(framesIn(copy).length).toBeGreaterThan(30);
});

test('when uml-run is killed, the capture is what is left', async () => {
  const [folder, artifacts] = [ownFolder(), ownFolder()];
  const script = 'ping -c 1 -s 1000 10.0.2.2 >/dev/null; echo pinged; sleep 100';
  const env = { TMPDIR: folder, UML_RUN_ARTIFACTS: artifacts };
  const running = inGuest(['--network', 'user,rate=1gbit', '--capture'], script, env);
  await once(running.stdout, 'data');
  running.kill('SIGKILL');
  await running;
  expect(await soon(10, () => readdirSync(folder).length === 0 && processesOf(folder).length === 0)).toBe(true);
  expect(pingsFrom('uplink', framesIn(join(artifacts, 'network.pcapng')))).toEqual([1000]);
});

test('a capture of exec needs a place', async () => {
  const { exitCode, stderr } = await inGuest(['--network', 'user', '--capture'], 'true', { UML_RUN_ARTIFACTS: '' });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 125,
    stderr: 'uml-run: --capture needs a folder for its file: name one with UML_RUN_ARTIFACTS',
  });
});
