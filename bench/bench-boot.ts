/** `npm run bench -- boot`: what a kernel that was built is good for, against the distribution's of the same series. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { openContext } from '../src/cache/context.ts';
import type { Remote } from '../src/cache/remotes/remote.ts';
import { saved } from '../src/cache/remotes/remotes.ts';
import { checkBoots } from '../src/guest/check-boots.ts';
import { provideKernel } from '../src/kernel/kernel.ts';
import { folderRemote } from '../test/support/folder-remote.ts';
import {
  againstPlainBoot,
  command,
  formatSpread,
  handMadeRoot,
  kernelPath,
  medianRatio,
  plainBootToFirstWord,
  printTable,
  scratch,
  seconds,
  secondsToFirstMarker,
} from './timing.ts';

export async function benchBoot(specs: string[], runs: number): Promise<void> {
  const head = [
    'kernel',
    'first marker, seconds',
    "against a plain boot of the distribution's kernel (at most 0.10)",
    'one trivial test, against a plain boot by hand (at most 1.7)',
    'as zstd, MB (at most 4)',
    'from the cache folder to first marker (at most 2)',
    'from a remote of the cache',
    'asleep for 3600 s in virtual time (at most 3)',
  ];
  const rows: string[][] = [];
  for (const spec of specs) rows.push(await rowOf(await kernelPath(spec), runs));
  printTable([head, ...rows]);
}

async function rowOf(kernel: string, runs: number): Promise<string[]> {
  const version = (await execa(kernel, ['--version'])).stdout.trim();
  const series = version.split('.').slice(0, 2).join('.');
  const boots: number[] = [];
  const boot = async () => {
    boots.push(await secondsToFirstMarker(kernel));
    return boots.at(-1)!;
  };
  const distribution = await kernelPath(`distro:${series}`);
  const tree = await handMadeRoot('echo first word > /dev/console');
  const againstPlain = await medianRatio(runs, boot, () => plainBootToFirstWord(distribution, tree));
  const wholeCommand = await againstPlainBoot(runs, kernel);
  const [fromFolder, fromRemote] = await restored(kernel, runs, boot);
  const asleep = await medianRatio(
    runs,
    () => seconds(() => inVirtualTime(kernel, ['sleep', '3600'])),
    () => seconds(() => inVirtualTime(kernel, ['true'])),
  );
  const size = (await compressedBytes(kernel)) / 2 ** 20;
  return [
    version,
    formatSpread(boots.slice(1), 3),
    againstPlain,
    wholeCommand,
    size.toFixed(1),
    fromFolder,
    fromRemote,
    asleep,
  ];
}

/** Kernel out of the cache, then its boot; against the boot alone. The kernel comes to the cache as one from a URL. */
async function restored(kernel: string, runs: number, boot: () => Promise<number>): Promise<[string, string]> {
  const bytes = readFileSync(kernel);
  const server = createServer((_, response) => response.end(bytes)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const digest = createHash('sha256').update(bytes).digest('hex');
  const spec = `http://127.0.0.1:${(server.address() as AddressInfo).port}/linux#sha256=${digest}`;
  const folder = mkdtempSync(join(scratch, 'cache-'));
  const remote = folderRemote('the remote', join(folder, 'remote'));
  await provide(spec, folder, [remote]);
  server.close();
  const restoreAndBoot = async (remotes: Remote[]) =>
    (await seconds(() => provide(spec, folder, remotes))) + (await boot());
  const fromFolder = await medianRatio(runs, () => restoreAndBoot([]), boot);
  const fromRemote = await medianRatio(
    runs,
    () => {
      for (const name of ['kernels', 'sources']) rmSync(join(folder, name), { recursive: true, force: true });
      return restoreAndBoot([remote]);
    },
    boot,
  );
  return [fromFolder, fromRemote];
}

async function provide(spec: string, folder: string, remotes: Remote[]): Promise<void> {
  const log = { progress() {}, info() {}, warning: (text: string) => console.error(text) };
  const context = await openContext({ folder, remotes, log });
  await provideKernel(spec, { checkBoots: (executable, signal) => checkBoots(executable, 60, signal) }, context);
  await saved(context);
}

function inVirtualTime(kernel: string, words: string[]): Promise<string> {
  return command(['exec', '--kernel', kernel, '--time-travel', '--', ...words]);
}

/** As src/cache/pack.ts compresses it. */
async function compressedBytes(path: string): Promise<number> {
  const { stdout } = await execa('zstd', ['--stdout', '-T0', '-19', path], { encoding: 'buffer' });
  return stdout.length;
}
