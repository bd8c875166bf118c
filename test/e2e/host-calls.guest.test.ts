/** What a module of a test's own reaches with system calls of the host, which code in the kernel's process can make. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import type { Results } from '../../src/model/results.ts';
import { noBoots } from '../support/boots.ts';
import { command, fixtures } from '../support/command.ts';
import { compile } from '../support/compile.ts';
import { listenForDatagram } from '../support/datagram-listener.ts';
import { moduleWithCode } from '../support/kernel-code.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const isRoot = process.getuid!() === 0;
/** The same user of this machine, without root's rights. */
const asOrdinaryUser = isRoot ? ['unshare', '--user', '--map-user=65534', '--map-group=65534'] : [];

test.each([
  ...(isRoot
    ? [
        ['root', 'none', '7.2', []] as const,
        ['root', 'user', '6.1', []] as const,
        // In a network of its own, which this changes.
        ['root', 'tap', '6.1', ['unshare', '--net']] as const,
      ]
    : []),
  ['an ordinary user', 'none', '6.1', asOrdinaryUser] as const,
  ['an ordinary user', 'user', '7.2', asOrdinaryUser] as const,
])('started by %s with --network %s, it reaches nobody', async (_, network, series, start) => {
  const folder = ownFolder();
  const target = join(folder, 'target');
  mkdirSync(join(target, 'empty'), { recursive: true });
  writeFileSync(join(target, 'file'), 'text');
  const arrived: string[] = [];
  const heard = await listenForDatagram(join(target, 'socket'), folder);
  const server = createServer(() => void arrived.push('a connection'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const datagrams = createSocket('udp4', () => void arrived.push('a datagram'));
  datagrams.bind(port, '127.0.0.1');
  await once(datagrams, 'listening');
  const name = `uml-run-test-${port}`;
  const abstract = createServer(() => void arrived.push('a connection by name'));
  abstract.listen(`\0${name}`);
  await once(abstract, 'listening');
  const victim = spawn('sleep', ['1000']);
  onTestFinished(() => {
    for (const one of [server, datagrams, abstract]) one.close();
    victim.kill('SIGKILL');
  });

  const kernel = await provideKernel(`distro:${series}`, noBoots, await openContext({ log: hear() }));
  const [module] = globSync(join(kernel.modules!, '*/kernel/drivers/block/loop.ko'));
  const definitions = { PORT: port, VICTIM: victim.pid, FOLDER: `"${target}"`, NAME: `"${name}"` };
  const words = Object.entries(definitions).map(([key, value]) => `-D${key}=${value}`);
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  moduleWithCode(programs, module!, join(fixtures, 'attacks/host-calls.c'), ...words);
  const code = `#include <fcntl.h>
#include <libgen.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int count, char **words)
{
	if (count < 1 || chdir(dirname(words[0])) < 0)
		return 1;
	return syscall(SYS_finit_module, open("code.ko", O_RDONLY), "", 0) == 0;
}`;
  const program = compile(join(programs, 'loads'), code, '-static');
  const output = join(folder, 'results');
  const included = ['--include', join(programs, 'code.ko')];
  const on = ['--kernel', `distro:${series}`, '--network', network];
  const run = [...start, ...command, ...on, ...included, '--output', output, program];
  await execa(run[0]!, run.slice(1), { reject: false });

  const results = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as Results;
  expect(results.tests).toMatchObject([{ reason: 'exit' }]);
  const [log] = readdirSync(join(output, 'logs')).filter((file) => file.endsWith('.log'));
  const text = readFileSync(join(output, 'logs', log!), 'latin1');
  const [, names, made, succeeded] = /^succeeded:(.*)\nattempts (\d+), succeeded (\d+)$/m.exec(text)!;
  expect(Number(made)).toBeGreaterThan(100);
  // The list of calls lets a kernel make the socket of its management console.
  expect({ succeeded: Number(succeeded), names }).toEqual({ succeeded: 1, names: ' socket' });
  expect([arrived, await heard()]).toEqual([[], 'nothing']);
  expect(victim).toMatchObject({ exitCode: null, signalCode: null });
  expect(readFileSync(`/proc/${victim.pid}/status`, 'utf8')).toMatch(/^State:\tS/m);
  expect(readdirSync(target).toSorted()).toEqual(['empty', 'file', 'socket']);
  expect(readFileSync(join(target, 'file'), 'latin1')).toBe('text');
});
