/** What the kernel loads and shows by itself is the same in every root file system. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const kernels = seriesFor('5.10', '7.2');

const forAll = ['algorithm: yes', 'hash: yes', 'sctp: yes', 'fuse: yes', 'tun: yes'];
const forRoot = ['loop-control: yes', 'loop7: yes', 'squashfs: yes', 'dummy: yes', 'nothing: No such device'];
const nodes = ['/dev/fuse: yes', '666', '/dev/net/tun: yes', '666', '/dev/loop-control: yes', '660'];

test.each([
  { user: '0:0', lines: ['cover: yes', ...forAll, ...forRoot, ...nodes] },
  { user: '1000:1000', lines: [...forAll, ...nodes] },
])(
  'the kernel has random bytes and IPv6, and loads modules in a rootfs without modprobe, for the user $user',
  async ({ user, lines }) => {
    const folder = ownFolder();
    const rootfs = join(folder, 'rootfs');
    for (const name of ['dev', 'lib64', 'proc', 'sys', 'tmp']) mkdirSync(join(rootfs, name), { recursive: true });
    const program = compileFile(join(folder, 'requests'), join(import.meta.dirname, 'kernel-requests.c'));
    const words = [...kernelWords(...kernels), '--rootfs', rootfs, '--user', user];
    const ran = await umlRun([...words, program], { folder });
    const expected = `${['random: yes', 'if_inet6: yes', '::1: yes', ...lines].join('\n')}\n`;
    for (const kernel of kernels) expect(ran.bytes('requests', 'stdout', kernel).toString()).toBe(expected);
  },
);

test('a map of BPF can be pinned, and the next test in the guest finds none', async () => {
  const folder = ownFolder();
  const [first, second] = ['one', 'two'].map((name) =>
    compileFile(join(folder, name), join(import.meta.dirname, 'pin-map.c')),
  );
  const ran = await umlRun([...kernelWords(...kernels), first!, second!], { folder });
  expect(ran.results.tests.map(({ verdict }) => verdict)).toEqual(kernels.flatMap(() => ['passed', 'passed']));
  expect(ran.results.guests).toHaveLength(kernels.length);
});
