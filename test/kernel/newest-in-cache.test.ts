/** Kernels of the cache in the place of what cannot be asked for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Context, openContext } from '../../src/cache/context.ts';
import { entry } from '../../src/cache/entry.ts';
import { buildKey } from '../../src/kernel/compile/build-key.ts';
import { identifyCompiler } from '../../src/kernel/compile/compiler.ts';
import { readConfiguration } from '../../src/kernel/compile/configuration.ts';
import { hostGlibc } from '../../src/kernel/host-glibc.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import type { KernelOptions } from '../../src/kernel/kernel-options.ts';
import { executableName, writeRecord } from '../../src/kernel/kernel-record.ts';
import { noBoots } from '../support/boots.ts';
import { hear } from '../support/log.ts';
import { serve } from '../support/server.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** A cache with packages of 6.1 and 7.2, and three kernels that were built, of which one has another configuration. */
async function aCache(offline: boolean) {
  const log = hear();
  const context = await openContext({ folder: ownFolder(), log, offline });
  await addPackage(context, '6.1', '6.1.9');
  await addPackage(context, '6.1', '6.1.176');
  await addPackage(context, '7.2', '7.2.7');
  await addRelease(context, '6.12.9', []);
  await addRelease(context, '6.12.10', []);
  await addRelease(context, '6.12.11', ['tiny']);
  return { context, log };
}

async function addPackage(context: Context, series: string, version: string): Promise<void> {
  const key = `user-mode-linux_${series}um${version.split('.')[2]}_amd64_0123456789abcdef_glibc-${await hostGlibc(context)}`;
  await add(context, key, version, {
    package: 'user-mode-linux',
    version: `${series}um1`,
    suite: `suite-of-${series}`,
  });
}

async function addRelease(context: Context, release: string, configuration: string[]): Promise<void> {
  const sha256 = Buffer.from(release).toString('hex').padEnd(64, '0');
  const key = buildKey(sha256, await readConfiguration(configuration), await identifyCompiler(context), 'x86_64');
  await add(context, key, release, { release, mirror: 'http://mirror.example/', sha256 });
}

async function add(context: Context, key: string, version: string, origin: Record<string, string>): Promise<void> {
  await entry(context, 'kernels', key, async (folder) => {
    writeFileSync(join(folder, executableName), version);
    await writeRecord(folder, { version, source: `Linux ${version}`, origin });
  });
}

/** Nobody listens there. */
const nowhere = 'http://127.0.0.1:9/';
const away: KernelOptions = { ...noBoots, aptArchive: nowhere, aptKeyring: '/dev/null', mirror: nowhere };

test.each([
  ['distro', '7.2.7'],
  ['distro:6.1', '6.1.176'],
  ['distro:suite-of-6.1', '6.1.176'],
  ['6.12', '6.12.10'],
  ['6.12.9', '6.12.9'],
  ['auto', '7.2.7'],
])('offline, %s is %s, and nobody is asked', async (spec, version) => {
  const { context, log } = await aCache(true);
  const server = await serve({});
  const options = { ...noBoots, aptArchive: server.url, mirror: server.url };
  expect(await provideKernel(spec, options, context)).toMatchObject({ spec, version, name: version });
  expect(log.infos).toEqual([`kernel "${spec}" is Linux ${version}, the newest in the cache (--offline)`]);
  expect([server.requests, log.warnings]).toEqual([[], []]);
  await server.close();
});

test('offline, a configuration is what kernels of the cache have to have', async () => {
  const { context } = await aCache(true);
  const version = async (spec: string) =>
    (await provideKernel(spec, { ...away, configuration: ['tiny'] }, context)).version;
  expect([await version('6.12'), await version('auto')]).toEqual(['6.12.11', '6.12.11']);
  await expect(version('6.12.10')).rejects.toMatchObject({ code: 'not-in-cache' });
  await expect(provideKernel('6.12', { ...away, architecture: 'i386' }, context)).rejects.toMatchObject({
    code: 'not-in-cache',
  });
});

test.each(['6.6', '6.12.12', 'distro:5.10'])('offline, that %s is not in the cache says what is', async (spec) => {
  const { context } = await aCache(true);
  await expect(provideKernel(spec, away, context)).rejects.toMatchObject({
    code: 'not-in-cache',
    exitCode: 3,
    message: `kernel "${spec}" is not in the cache, which has 6.12.9, 6.12.10, 6.12.11, distro:6.1, distro:7.2; choose one of those, or run it once without --offline`,
  });
});

test('a mirror that is away leaves the newest of the cache, with a warning', async () => {
  const { context, log } = await aCache(false);
  expect((await provideKernel('6.12', away, context)).version).toBe('6.12.10');
  expect(log.warnings).toEqual([
    expect.stringMatching(
      /^cannot fetch "http:\/\/127\.0\.0\.1:9\/.*; using Linux 6\.12\.10, the newest in the cache$/,
    ),
  ]);
  await expect(provideKernel('6.6', away, context)).rejects.toMatchObject({ code: 'download-failed' });
});

test('a configuration that is not there is said before anybody is asked for sources', async () => {
  const { context } = await aCache(false);
  const server = await serve({});
  const options = { ...away, mirror: server.url, configuration: ['./none.config'] };
  await expect(provideKernel('6.12', options, context)).rejects.toMatchObject({ code: 'kernel-config-invalid' });
  expect(server.requests).toEqual([]);
  await server.close();
});

test('a mirror that answers is believed: what it does not have is not taken from the cache', async () => {
  const { context } = await aCache(false);
  const server = await serve({});
  await expect(provideKernel('6.12', { ...away, mirror: server.url }, context)).rejects.toMatchObject({
    code: 'kernel-not-found',
  });
  await server.close();
});
