/** A run on a kernel of a store, by a user who has neither a compiler nor, afterwards, a network. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import { packKernel } from '../../src/kernel/store/pack-kernel.ts';
import { noBoots } from '../support/boots.ts';
import { root, umlRun } from '../support/command.ts';
import { digestOf, entryFor, indexOf, key, type StoreContent, signed } from '../support/kernel-store.ts';
import { anySeries } from '../support/kernels.ts';
import { hear } from '../support/log.ts';
import { type Server, serve } from '../support/server.ts';
import { onSmallDisk } from '../support/small-disk.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
let release: string;
let server: Server;
let content: StoreContent;

/** A kernel of the distribution, without its modules, takes the place of one that was built. */
beforeAll(async () => {
  const context = await openContext({ log: hear() });
  const { path, version } = await provideKernel(`distro:${anySeries}`, noBoots, context);
  release = version;
  const kernel = join(folder, 'kernel');
  mkdirSync(kernel);
  copyFileSync(path, join(kernel, 'linux.uml'));
  writeFileSync(
    join(kernel, 'kernel.json'),
    JSON.stringify({ version, source: `built from linux-${version}.tar.xz (base; gcc)`, origin: {} }),
  );
  const { archive, entry } = await packKernel(kernel, 'base', 'ldd', context);
  const stored = entryFor(version, archive, { ...entry, source: digestOf('its sources') });
  content = { ...signed(indexOf([stored])), [stored.asset]: archive };
  server = await serve(
    Object.fromEntries(Object.entries(content).map(([name, bytes]) => [`/${name}`, (_, to) => void to.end(bytes)])),
  );
  return () => server.close();
});

test('where the cache may execute nothing, that is said at once, and nothing is built', async () => {
  const words = `kernel fetch ${anySeries} --kernel-store ${server.url}#key=${key} --cache "$disk/cache"`;
  const ran = await onSmallDisk('noexec', `exec "$node" ${join(root, 'dist/cli.js')} ${words}`);
  expect(ran.exitCode).toBe(3);
  expect(ran.stderr.filter((line) => !/^(asking|fetching) /.test(line))).toEqual([
    expect.stringMatching(
      /^uml-run: no kernel starts in the cache folder: .* is mounted noexec; mount it with exec, or /,
    ),
  ]);
});

test('a cache that is read-only gives what it has, wherever the store is now', async () => {
  const words = (store: string) => `kernel fetch ${anySeries} --kernel-store ${store}#key=${key} --cache`;
  const [moved, cache] = [join(folder, 'moved'), join(folder, 'read-only')];
  mkdirSync(moved);
  for (const [name, bytes] of Object.entries(content)) writeFileSync(join(moved, name), bytes);
  const command = `"$node" ${join(root, 'dist/cli.js')}`;
  const ran = await onSmallDisk(
    'size=1m',
    `${command} ${words(server.url)} ${cache}
    mount --bind ${cache} ${cache}
    mount -o remount,ro,bind ${cache}
    ${command} ${words(moved)} ${cache} --kernel-mirror http://127.0.0.1:9/`,
  );
  expect(ran.stderr.filter((line) => !/^(asking|fetching) /.test(line))).toEqual([]);
  expect(ran.exitCode).toBe(0);
  expect(new Set(ran.stdout).size).toBe(1);
});

test('without a compiler or any other program of this machine, a release comes from the store; then no network is needed', async () => {
  const program = join(folder, 'release');
  writeFileSync(program, '#!/bin/sh\nuname -r\n', { mode: 0o755 });
  const store = ['--cache', join(folder, 'cache'), '--kernel-store', `${server.url}#key=${key}`];
  const run = (...words: string[]) =>
    umlRun([...store, '--rootfs', 'host', '--kernel', anySeries, ...words, program], { env: { PATH: '/nowhere' } });
  const before = server.requests.length;
  const first = await run();
  expect(first.said).not.toContain('warning');
  expect(first.exitCode).toBe(0);
  expect(first.results.kernels).toMatchObject([
    {
      spec: anySeries,
      version: release,
      source: `from the store "${server.url}": built from linux-${release}.tar.xz (base; gcc)`,
    },
  ]);
  expect(first.bytes('release', 'stdout').toString()).toBe(`${release}\n`);
  for (const report of ['report.html', 'summary.md', 'junit.xml'])
    expect(readFileSync(join(first.output, report), 'utf8')).toContain('from the store');
  await server.close();
  const second = await run('--offline');
  expect(second.exitCode).toBe(0);
  expect(second.results.kernels).toMatchObject([{ version: release }]);
  expect(dirname(second.results.kernels[0]!.path)).toBe(dirname(first.results.kernels[0]!.path));
  expect(server.requests.slice(before)).toHaveLength(3);
});
