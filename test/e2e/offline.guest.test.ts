/** The whole command where the network is not to be asked. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startCommand, umlExec, umlRun } from '../support/command.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('a kernel of the cache is fetched again without asking the archive', async () => {
  await startCommand(['kernel', 'fetch', `distro:${anySeries}`]);
  const fetched = await startCommand(['kernel', 'fetch', `distro:${anySeries}`]);
  expect([fetched.exitCode, fetched.stderr]).toEqual([0, '']);
  const offline = await startCommand(['kernel', 'fetch', '--offline', `distro:${anySeries}`]);
  expect([offline.exitCode, offline.stdout]).toEqual([0, fetched.stdout]);
});

test('tests and exec run on what the cache has', async () => {
  const ran = await umlRun(['--offline', ...kernelWords(anySeries), '/bin/true']);
  expect([ran.exitCode, ran.test('true').verdict]).toEqual([0, 'passed']);
  await ran.remove();
  const words = ['--offline', ...kernelWords(anySeries), '--', 'sh', '-c', 'echo here'];
  expect((await umlExec(words)).stdout).toBe('here');
});

test('an empty cache is an error that says so, and nothing is left in it', async () => {
  const cache = ownFolder();
  for (const rootfs of ['minimal', 'alpine:3.19', 'host']) {
    const words = ['--offline', '--cache', cache, '--rootfs', rootfs, '--kernel', 'distro:6.1', '/bin/true'];
    const ran = await umlRun(words);
    expect(ran.exitCode).toBe(3);
    expect(ran.said).toMatch(
      /^uml-run: (rootfs|kernel) ".*" is not in the cache, which has no \w+; run it once without --offline$/m,
    );
    await ran.remove();
  }
  expect(readdirSync(cache).filter((name) => ['kernels', 'rootfs', 'apt', 'memory'].includes(name))).toEqual([]);
});
