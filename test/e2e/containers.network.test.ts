/** Container engines in guests. What they can do is in docs/containers.md; other kernels: UML_RUN_TEST_KERNELS=all. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { fixtures, umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const checks = [
  'dockerd starts',
  'docker: an image from a tar',
  'docker: layers on overlayfs',
  'docker: --network none has lo alone',
  "docker: --network host has the guest's links",
  'docker: -m, --pids-limit and --cpus',
  'docker: a bridge reaches the guest',
  'docker: -p publishes a port',
  'docker: NAT out of a container',
  'docker: a build without BuildKit',
  'podman: an image from a tar',
  'podman: layers on overlayfs',
  'podman: --network none has lo alone',
  "podman: --network host has the guest's links",
  'podman: -m, --pids-limit and --cpus',
  'podman: NAT out of a container',
];

test('docker and podman run containers, on Debian before 7.2 behind NAT', { timeout: 900_000 }, async () => {
  const folder = ownFolder();
  const rootfs = join(folder, 'rootfs');
  await execa(join(fixtures, 'containers/make-rootfs.sh'), [rootfs]);
  const kernels = seriesFor('6.12');
  const words = [...kernelWords(...kernels), '--rootfs', rootfs, '--memory', '512M', '--timeout', '300'];
  const ran = await umlRun([...words, join(fixtures, 'containers/containers.sh')], { folder });
  for (const kernel of kernels) {
    const { verdict, subtests } = ran.test('containers.sh', kernel);
    const expected = checks.map((name) => ({
      name,
      verdict: kernel === '7.2' && name.includes('NAT') ? 'skipped' : 'passed',
    }));
    const found = subtests.map(({ name, verdict: one }) => ({ name, verdict: one }));
    expect({ kernel, verdict, found }).toEqual({ kernel, verdict: 'passed', found: expected });
  }
});

test.each([
  { words: [], kind: '1021994' },
  { words: ['--work-fs', 'ext4'], kind: 'ef53' },
])('where the rootfs has an engine, each test has an empty folder for its containers: $words', async (given) => {
  const folder = ownFolder();
  const rootfs = join(folder, 'rootfs');
  for (const name of ['dev', 'lib64', 'proc', 'sys', 'tmp', 'var', 'usr/bin'])
    mkdirSync(join(rootfs, name), { recursive: true });
  writeFileSync(join(rootfs, 'usr/bin/dockerd'), '');
  const programs = ['one', 'two'].map((name) =>
    compileFile(join(folder, name), join(import.meta.dirname, 'container-store.c')),
  );
  // 5.10 cannot lay a folder that takes what is written over the rootfs.
  const kernels = seriesFor('5.10', '6.12');
  const ran = await umlRun([...kernelWords(...kernels), '--rootfs', rootfs, ...given.words, ...programs], { folder });
  for (const kernel of kernels)
    for (const name of ['one', 'two'])
      expect(ran.bytes(name, 'stdout', kernel).toString()).toBe(`${given.kind} new\nabsent\n`);
});
