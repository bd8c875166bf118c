/** `npm run bench`: the whole command against the same work by hand. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  handMadeRoot,
  kernelPath,
  medianRatio,
  plainBoot,
  printTable,
  root,
  scratch,
  seconds,
  trivial,
  umlRun,
} from './timing.ts';

const kernels = ['distro:5.10', 'distro:6.1', 'distro:6.12', 'distro:7.2'];
/** Initcalls and ptys that a fast boot leaves out, as in src/guest/kernel-arguments.ts. */
const fast = [
  'initcall_blacklist=raid6_select_algo,raid6_init,calibrate_xor_blocks,init_btrfs_fs,init_zswap,init_jfs_fs',
  'pty.legacy_count=0',
];

export async function benchCommand(runs: number): Promise<void> {
  printTable([
    ['what', 'against', `ratio (median of ${runs})`, 'limit'],
    await wholeCommand(runs),
    await manyTests(runs),
    await sideBySide(runs),
  ]);
}

/** One trivial static test with everything warm, against a plain boot by hand of the same kernel that runs it. */
async function wholeCommand(runs: number): Promise<string[]> {
  const kernel = await kernelPath('distro:6.1');
  const tree = await handMadeRoot('/program');
  copyFileSync(trivial, join(tree, 'program'));
  const ratio = await medianRatio(
    runs,
    () => seconds(() => umlRun(['--kernel', 'distro:6.1', trivial])),
    () => plainBoot(kernel, tree),
  );
  return ['`uml-run --kernel distro:6.1` with one trivial test', 'a plain boot of that package by hand', ratio, '0.5'];
}

/** 500 trivial tests, against a straight loop of busybox sh in the same kernel, booted as fast. */
async function manyTests(runs: number): Promise<string[]> {
  const count = 500;
  const folder = join(scratch, 'many');
  mkdirSync(folder);
  for (let i = 0; i < count; i++) copyFileSync(trivial, join(folder, `t${String(i).padStart(3, '0')}`));
  const tree = await handMadeRoot('for t in /many/*; do $t; done');
  mkdirSync(join(tree, 'many'));
  for (let i = 0; i < count; i++) copyFileSync(trivial, join(tree, 'many', `t${String(i).padStart(3, '0')}`));
  const kernel = await kernelPath('distro:6.1');
  const ratio = await medianRatio(
    runs,
    () => seconds(() => umlRun(['--kernel', 'distro:6.1', '--quiet', folder])),
    () => plainBoot(kernel, tree, fast),
  );
  return [`${count} trivial tests on one kernel`, 'a busybox `sh` loop over them in the same kernel', ratio, '1.3'];
}

/** Four kernels in one call, against the four alone. */
async function sideBySide(runs: number): Promise<string[]> {
  const tests = join(root, 'fixtures/bin/static/{ptrace-syscalls,userfaultfd-pages,exit-0,flood,environment}');
  const ratio = await medianRatio(
    runs,
    () => seconds(() => umlRun(['--kernel', kernels.join(','), tests])),
    () =>
      seconds(async () => {
        for (const kernel of kernels) await umlRun(['--kernel', kernel, tests]);
      }),
  );
  return ['four kernels side by side', 'the sum of the four alone', ratio, '0.7'];
}
