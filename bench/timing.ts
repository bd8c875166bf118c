/** What every table is measured with: work timed side by side, and a plain boot as a person would do it by hand. */
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

export const root = join(import.meta.dirname, '..');
export const trivial = join(root, 'fixtures/bin/static/exit-0');
/** For what the benchmarks write; removed at their end. */
export const scratch = mkdtempSync(join(tmpdir(), 'uml-run-bench-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

export const cli = join(root, 'dist/cli.js');
/** The output folder of each run. */
export const results = join(scratch, 'results');
const busybox = join(scratch, 'busybox');

/**
 * The median of ratios `one` to `other`, and the least and the greatest, as the table shows them. Both give seconds.
 */
export async function medianRatio(
  runs: number,
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<string> {
  const ratios: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const ratio = (await one()) / (await other());
    // The first pair warms the caches up.
    if (i > 0) ratios.push(ratio);
  }
  return formatSpread(ratios, 2);
}

/** The median, and in brackets the least and the greatest. */
export function formatSpread(values: number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const text = (value: number | undefined) => (value ?? Number.NaN).toFixed(digits);
  return `**${text(sorted[Math.floor(sorted.length / 2)])}** (${text(sorted[0])} to ${text(sorted.at(-1))})`;
}

export function printTable(rows: string[][]): void {
  const [head = [], ...body] = rows;
  for (const row of [head, head.map(() => '---'), ...body]) console.log(`| ${row.join(' | ')} |`);
}

/** How long it takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return (performance.now() - before) / 1000;
}

export async function umlRun(words: string[]): Promise<void> {
  await command(['--output', results, ...words]);
}

/** Start of a kernel's process to the first marker of its guest, as uml-run boots it. */
export async function secondsToFirstMarker(kernel: string): Promise<number> {
  await umlRun(['--kernel', kernel, trivial]);
  return JSON.parse(readFileSync(join(results, 'results.json'), 'utf8')).kernels[0].bootSeconds;
}

/** The executable of a kernel, made ready where it is not. */
export async function kernelPath(spec: string): Promise<string> {
  return (await command(['kernel', 'fetch', spec])).trim().split('\n').at(-1)!;
}

/** A root as a person would make it: busybox, and an init that runs something and halts. */
export async function handMadeRoot(command: string): Promise<string> {
  if (!existsSync(busybox)) await takeBusybox();
  const tree = mkdtempSync(join(scratch, 'root-'));
  for (const name of ['bin', 'proc', 'dev', 'tmp']) mkdirSync(join(tree, name));
  copyFileSync(busybox, join(tree, 'bin/busybox'));
  for (const applet of ['sh', 'mount', 'halt']) symlinkSync('busybox', join(tree, 'bin', applet));
  writeFileSync(join(tree, 'init'), `#!/bin/sh\nmount -t proc proc /proc\n${command}\nhalt -f\n`);
  chmodSync(join(tree, 'init'), 0o755);
  return tree;
}

/** @returns seconds from its start to its end */
export function plainBoot(kernel: string, tree: string, more: string[] = []): Promise<number> {
  return seconds(() => boot(kernel, tree, more));
}

/** @param tree whose init says something first of all @returns seconds from its start to the first word */
export async function plainBootToFirstWord(kernel: string, tree: string): Promise<number> {
  const before = performance.now();
  const guest = boot(kernel, tree, []);
  const word = once(guest.stdout!, 'data').then(() => (performance.now() - before) / 1000);
  await guest;
  return word;
}

/** The whole command with one trivial test and everything warm, against a plain boot of the same kernel that runs it. */
export async function againstPlainBoot(runs: number, spec: string): Promise<string> {
  const kernel = await kernelPath(spec);
  const tree = await handMadeRoot('/program');
  copyFileSync(trivial, join(tree, 'program'));
  return medianRatio(
    runs,
    () => seconds(() => umlRun(['--kernel', spec, trivial])),
    () => plainBoot(kernel, tree),
  );
}

/** Kernels before 6.13 boot by hand on a processor with AMX only with this. */
const hasAmx = readFileSync('/proc/cpuinfo', 'utf8').includes(' amx_tile');
const preload = hasAmx ? { LD_PRELOAD: join(root, 'dist/native/xstate.so') } : {};

/**
 * @param tree of `handMadeRoot`
 * @param through the words of what the kernel is started by, if not directly
 * @returns its process, with what the guest writes to its console
 */
export function boot(kernel: string, tree: string, more: string[], through: string[] = []) {
  const words = [`rootflags=${tree}`, 'root=/dev/root', 'rootfstype=hostfs', 'rw', 'init=/init', 'mem=256M'];
  const console = [
    'con=null',
    'con0=null,fd:1',
    'quiet',
    'panic=-1',
    `uml_dir=${scratch}`,
    `umid=b${process.pid}-${++boots}`,
  ];
  const [program = '', ...rest] = [...through, kernel, ...words, ...console, ...more];
  return execa(program, rest, { stdin: 'ignore', env: { TMPDIR: '/dev/shm', ...preload } });
}

let boots = 0;

/** @param through as of `boot` */
export async function command(words: string[], through: string[] = []): Promise<string> {
  const [program = '', ...rest] = [...through, 'node', cli, ...words];
  return (await execa(program, rest, { stdin: 'ignore' })).stdout;
}

/** The one of the rootfs `minimal`. */
async function takeBusybox(): Promise<void> {
  const { stdout } = await execa('node', [cli, 'exec', '--', 'sh', '-c', 'cat /bin/busybox'], {
    encoding: 'buffer',
    stdin: 'ignore',
  });
  writeFileSync(busybox, stdout, { mode: 0o755 });
}
