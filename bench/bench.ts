/**
 * `npm run bench`: the project's speed as ratios, each inside one run on one machine. Prints the table of docs/benchmarks.md.
 * Options: --runs <n> (default 5).
 */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/cli.js');
const trivial = join(root, 'fixtures/bin/static/exit-0');
const kernels = ['distro:5.10', 'distro:6.1', 'distro:6.12', 'distro:7.2'];
/** Initcalls and ptys that a fast boot leaves out, as in src/guest/kernel-arguments.ts. */
const fast = [
  'initcall_blacklist=raid6_select_algo,raid6_init,calibrate_xor_blocks,init_btrfs_fs,init_zswap,init_jfs_fs',
  'pty.legacy_count=0',
];

const runs = Number(parseArgs({ options: { runs: { type: 'string', default: '5' } } }).values.runs);
const busybox = await findBusybox();
const scratch = mkdtempSync(join(tmpdir(), 'uml-run-bench-'));

try {
  const rows = [await wholeCommand(), await manyTests(), await sideBySide()];
  console.log(`| what | against | ratio (median of ${runs}) | wanted at most |\n|---|---|---|---|`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
} finally {
  for (const folder of [scratch, dirname(busybox)]) rmSync(folder, { recursive: true, force: true });
}

/** One trivial static test with everything warm, against a plain boot by hand of the same kernel that runs it. */
async function wholeCommand(): Promise<string[]> {
  const kernel = await kernelPath('distro:6.1');
  const tree = handMadeRoot('/program');
  copyFileSync(trivial, join(tree, 'program'));
  const ratio = await medianRatio(
    () => umlRun(['--kernel', 'distro:6.1', trivial]),
    () => plainBoot(kernel, tree),
  );
  return ['`uml-run --kernel distro:6.1` with one trivial test', 'a plain boot of that package by hand', ratio, '0.5'];
}

/** 500 trivial tests, against a straight loop of busybox sh in the same kernel, booted as fast. */
async function manyTests(): Promise<string[]> {
  const count = 500;
  const folder = join(scratch, 'many');
  mkdirSync(folder);
  for (let i = 0; i < count; i++) copyFileSync(trivial, join(folder, `t${String(i).padStart(3, '0')}`));
  const tree = handMadeRoot('for t in /many/*; do $t; done');
  mkdirSync(join(tree, 'many'));
  for (let i = 0; i < count; i++) copyFileSync(trivial, join(tree, 'many', `t${String(i).padStart(3, '0')}`));
  const kernel = await kernelPath('distro:6.1');
  const ratio = await medianRatio(
    () => umlRun(['--kernel', 'distro:6.1', '--quiet', folder]),
    () => plainBoot(kernel, tree, fast),
  );
  return [`${count} trivial tests on one kernel`, 'a busybox `sh` loop over them in the same kernel', ratio, '1.3'];
}

/** Four kernels in one call, against the four alone. */
async function sideBySide(): Promise<string[]> {
  const tests = join(root, 'fixtures/bin/static/{ptrace-syscalls,userfaultfd-pages,exit-0,flood,environment}');
  const ratio = await medianRatio(
    () => umlRun(['--kernel', kernels.join(','), tests]),
    async () => {
      for (const kernel of kernels) await umlRun(['--kernel', kernel, tests]);
    },
  );
  return ['four kernels side by side', 'the sum of the four alone', ratio, '0.7'];
}

async function medianRatio(one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<string> {
  const ratios: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const ratio = (await seconds(one)) / (await seconds(other));
    // The first pair warms the caches up.
    if (i > 0) ratios.push(ratio);
  }
  ratios.sort((a, b) => a - b);
  const text = (value: number | undefined) => (value ?? Number.NaN).toFixed(2);
  return `**${text(ratios[Math.floor(ratios.length / 2)])}** (${text(ratios[0])} to ${text(ratios.at(-1))})`;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return (performance.now() - before) / 1000;
}

async function umlRun(words: string[]): Promise<void> {
  await execa('node', [cli, '--output', join(scratch, 'results'), ...words], { stdin: 'ignore' });
}

async function kernelPath(spec: string): Promise<string> {
  const { stdout } = await execa('node', [cli, 'kernel', 'fetch', spec]);
  return stdout.trim().split('\n').at(-1)!;
}

/** A root as a person would make it: busybox, and an init that runs something and halts. */
function handMadeRoot(command: string): string {
  const tree = mkdtempSync(join(scratch, 'root-'));
  for (const name of ['bin', 'proc', 'dev', 'tmp']) mkdirSync(join(tree, name));
  copyFileSync(busybox, join(tree, 'bin/busybox'));
  for (const applet of ['sh', 'mount', 'halt']) symlinkSync('busybox', join(tree, 'bin', applet));
  writeFileSync(join(tree, 'init'), `#!/bin/sh\nmount -t proc proc /proc\n${command}\nhalt -f\n`);
  chmodSync(join(tree, 'init'), 0o755);
  return tree;
}

async function plainBoot(kernel: string, tree: string, more: string[] = []): Promise<void> {
  const words = [`rootflags=${tree}`, 'root=/dev/root', 'rootfstype=hostfs', 'rw', 'init=/init', 'mem=256M'];
  const console = ['con=null', 'con0=null,fd:1', 'quiet', 'panic=-1', `uml_dir=${scratch}`, `umid=b${process.pid}`];
  await execa(kernel, [...words, ...console, ...more], { stdin: 'ignore', env: { TMPDIR: '/dev/shm' } });
}

/** The one of the rootfs `minimal`. */
async function findBusybox(): Promise<string> {
  const { stdout } = await execa('node', [cli, 'exec', '--', 'sh', '-c', 'cat /bin/busybox'], {
    encoding: 'buffer',
    stdin: 'ignore',
  });
  const path = join(mkdtempSync(join(tmpdir(), 'uml-run-bench-')), 'busybox');
  writeFileSync(path, stdout, { mode: 0o755 });
  return path;
}
