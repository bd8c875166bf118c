/** `npm run bench`: the whole command against the same work by hand. */
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { fastBootWords } from '../src/guest/kernel-arguments.ts';
import {
  againstPlainBoot,
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

export async function benchCommand(runs: number): Promise<void> {
  printTable([
    ['what', 'against', `ratio (median of ${runs})`, 'limit'],
    await wholeCommand(runs),
    await manyTests(runs, 1, '0.8'),
    await manyTests(runs, 2, '0.6'),
    await busyTests(runs),
    await sideBySide(runs),
  ]);
}

/** One trivial static test with everything warm, against a plain boot by hand of the same kernel that runs it. */
async function wholeCommand(runs: number): Promise<string[]> {
  const ratio = await againstPlainBoot(runs, 'distro:6.1');
  return ['`uml-run --kernel distro:6.1` with one trivial test', 'a plain boot of that package by hand', ratio, '0.18'];
}

/** 500 trivial tests, against a straight loop of busybox sh in the same kernel, booted as fast. */
async function manyTests(runs: number, guests: number, limit: string): Promise<string[]> {
  const count = 500;
  const ratio = await againstLoop(runs, trivial, count, guests);
  return [`${count} trivial tests on one kernel, ${inWords(guests)}`, loop, ratio, limit];
}

/** 40 tests that compute for 0.3 s each. */
async function busyTests(runs: number): Promise<string[]> {
  const count = 40;
  const busy = join(scratch, 'busy');
  writeFileSync(`${busy}.c`, busySource);
  await execa('gcc', ['-O1', '-static', '-o', busy, `${busy}.c`]);
  const ratio = await againstLoop(runs, busy, count, 2);
  return [`${count} tests that compute for 0.3 s, ${inWords(2)}`, loop, ratio, '0.6'];
}

const loop = 'a busybox `sh` loop over them in the same kernel';
const inWords = (guests: number) => (guests === 1 ? 'one guest' : `up to ${guests} guests`);

const busySource = `#include <time.h>
int main(void) {
  while (clock() < 3 * CLOCKS_PER_SEC / 10)
    for (volatile int i = 0; i < 1000000; i++) {}
  return 0;
}
`;

async function againstLoop(runs: number, program: string, count: number, guests: number): Promise<string> {
  const folder = mkdtempSync(join(scratch, 'many-'));
  const tree = await handMadeRoot('for t in /many/*; do $t; done');
  mkdirSync(join(tree, 'many'));
  for (let i = 0; i < count; i++)
    for (const place of [folder, join(tree, 'many')])
      copyFileSync(program, join(place, `t${String(i).padStart(3, '0')}`));
  const kernel = await kernelPath('distro:6.1');
  const words = ['--kernel', 'distro:6.1', '--quiet', '--jobs', String(guests), folder];
  return medianRatio(
    runs,
    () => seconds(() => umlRun(words)),
    () => plainBoot(kernel, tree, fastBootWords()),
  );
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
