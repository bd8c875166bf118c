import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import type { Remote } from '../../src/cache/remotes/remote.ts';
import { run } from '../../src/commands/run.ts';
import type { RunCommand } from '../../src/config/command.ts';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import type { Reporter } from '../../src/model/log.ts';
import { tar } from '../support/archives.ts';
import { noBoots } from '../support/boots.ts';
import { umlRun } from '../support/command.ts';
import { compile } from '../support/compile.ts';
import { folderRemote } from '../support/folder-remote.ts';
import { anySeries } from '../support/kernels.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('tests do not wait until a remote has what was made, and the run does', async () => {
  const folder = ownFolder();
  const { path: kernel } = await provideKernel(`distro:${anySeries}`, noBoots, await openContext({ log: hear() }));
  const rootfs = join(folder, 'rootfs.tar');
  writeFileSync(
    rootfs,
    tar(['bin/', 'dev/', 'proc/', 'sys/', 'tmp/'].map((name) => ({ name, type: '5', mode: 0o755 }))),
  );
  const remote = folderRemote('a remote', join(folder, 'remote'));
  let hasEnded = false;
  let goOn = () => {};
  const atTheEnd = new Promise<void>((resolve) => (goOn = resolve));
  const slow: Remote = { ...remote, save: (key, file) => atTheEnd.then(() => remote.save(key, file)) };
  const reporter: Reporter = {
    ...hear(),
    progress: (text) => (hasEnded && text.startsWith('saving') ? goOn() : undefined),
    count({ type }) {
      hasEnded ||= type === 'test-ended';
    },
    onEvent: () => undefined,
  };
  const folders = ['--cache', join(folder, 'cache'), '--output', join(folder, 'output')];
  const words = [
    ...folders,
    '--kernel',
    kernel,
    '--rootfs',
    rootfs,
    compile(join(folder, 'passes'), 'int main(void) { return 0; }', '-static'),
  ];
  const { options, tests } = parseCommandLine(words) as RunCommand;
  const { exitCode } = await run(tests, options, reporter, new AbortController().signal, [slow]);
  expect(exitCode).toBe(0);
  expect(readdirSync(remote.folder)).toEqual([expect.stringMatching(/^uml-run-2-rootfs-/)]);
});

test.each([
  ['kernel', ['--kernel', './no-such-kernel', '--rootfs', 'alpine:3.19', '--alpine-mirror']],
  ['rootfs', ['--kernel', '6.12', '--rootfs', './no-such-rootfs', '--kernel-store', 'none', '--kernel-mirror']],
])('what is wrong with the %s ends the run at once, whatever the other still waits for', async (_, words) => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const { exitCode, said } = await umlRun(['--cache', ownFolder(), ...words, url, '/bin/true']);
  silent.closeAllConnections();
  silent.close();
  expect(exitCode).toBe(2);
  expect(said).toMatch(/^uml-run: .*no-such-/m);
  expect(said.match(/^uml-run: /gm)).toHaveLength(1);
});
