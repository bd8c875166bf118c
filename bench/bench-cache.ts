/** `npm run bench -- cache`: machines whose cache is empty, as those of a CI are, against one that has run before. */
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { openContext } from '../src/cache/context.ts';
import { provideKernel } from '../src/kernel/kernel.ts';
import { packKernel } from '../src/kernel/store/pack-kernel.ts';
import { packFiles } from '../src/kernel/store/store-archive.ts';
import { Job } from '../test/action/runner.ts';
import { startCacheServer } from '../test/support/actions-cache-server.ts';
import { noBoots } from '../test/support/boots.ts';
import { digestOf, entryFor, indexOf, key, signed } from '../test/support/kernel-store.ts';
import { hear } from '../test/support/log.ts';
import { serve } from '../test/support/server.ts';
import { medianRatio, printTable, scratch, seconds, trivial, umlRun } from './timing.ts';

const packages = ['5.10', '6.1', '6.12', '7.2'].map((series) => `distro:${series}`);
const inStore = ['5.10', '6.1', '6.12', '7.2'];

export async function benchCache(runs: number): Promise<void> {
  const head = ['what', 'against', `ratio (median of ${runs})`, 'limit'];
  printTable([head, ...(await fromStore(runs)), ...(await fromActionsCache(runs))]);
}

const emptyFolder = () => join(mkdtempSync(join(scratch, 'cold-')), 'cache');

/**
 * On a cache that is empty. It stays until all is measured: an ext4 without a journal makes new files slowly for minutes
 * after others were removed, for it looks for places that were not theirs.
 */
const cold = (work: (cache: string) => Promise<unknown>) => seconds(() => work(emptyFolder()));

/** A step on a new machine, which gets all from the service; `distro` is what is largest there. */
async function fromActionsCache(runs: number): Promise<string[][]> {
  const service = await startCacheServer();
  const job = new Job(join(scratch, 'job'), service.environment);
  const step = (cache: string) => stepOf(job, { kernel: packages.join(','), cache });
  const local = emptyFolder();
  await step(local);
  const what = "a step with the distribution's four kernels, all from the Actions cache";
  const againstStep = await medianRatio(
    runs,
    () => cold(step),
    () => seconds(() => step(local)),
  );
  const againstCommand = await medianRatio(
    runs,
    () => cold(step),
    () => seconds(() => umlRun(['--cache', local, '--kernel', packages.join(','), trivial])),
  );
  await service.close();
  return [
    [what, 'the same step, with a local cache', againstStep, '2'],
    [what, 'the command, with a local cache', againstCommand, ''],
  ];
}

/** The same kernels, without modules, as a store has them. The root file system is at hand in each case. */
async function fromStore(runs: number): Promise<string[][]> {
  const store = await serveStore();
  const inputs = { 'kernel-store': `${store.url}#key=${key}`, kernel: inStore.join(','), rootfs: 'host' };
  const words = Object.entries(inputs).flatMap(([name, value]) => [`--${name}`, value]);
  const job = new Job(join(scratch, 'store-job'));
  const step = (cache: string) => stepOf(job, { ...inputs, cache });
  const command = (cache: string) => umlRun([...words, '--cache', cache, trivial]);
  const local = emptyFolder();
  await step(local);
  const inStep = await medianRatio(
    runs,
    () => cold(step),
    () => seconds(() => step(local)),
  );
  const transfer = () =>
    seconds(() =>
      Promise.all(store.names.map((name) => fetch(store.url + name).then((answer) => answer.arrayBuffer()))),
    );
  const alone = await medianRatio(
    runs,
    () => cold(command),
    async () => (await seconds(() => command(local))) + (await transfer()),
  );
  await store.close();
  return [
    ['a first step with four kernels, all from a store', 'the same step, with a local cache', inStep, '4'],
    [
      'a first `uml-run` with four kernels, all from a store',
      'the same with a local cache, and the transfer',
      alone,
      '3',
    ],
  ];
}

async function stepOf(job: Job, inputs: Record<string, string>): Promise<void> {
  const { exitCode, log, outputs } = await job.step({ tests: trivial, ...inputs });
  if (exitCode !== 0 || outputs.passed !== outputs.total) throw new Error(log);
}

/** Debian's 5.10 does not bear that a store names its loader, and starts with this machine's. */
async function packAlone(folder: string) {
  const kernel = join(folder, 'linux.uml');
  const { stdout: config } = await execa(kernel, ['--showconfig'], { stripFinalNewline: false });
  const files = { config: Buffer.from(config), 'kernel.json': readFileSync(join(folder, 'kernel.json')) };
  const archive = await packFiles(new Map(Object.entries({ ...files, 'linux.uml': readFileSync(kernel) })));
  return { archive, entry: { config: digestOf(config) } };
}

async function serveStore() {
  const context = await openContext({ log: hear() });
  const packed = [];
  for (const one of inStore) {
    const { path, version } = await provideKernel(`distro:${one}`, noBoots, context);
    const folder = mkdtempSync(join(scratch, 'kernel-'));
    copyFileSync(path, join(folder, 'linux.uml'));
    const libc = join(dirname(path), 'lib');
    if (existsSync(libc)) cpSync(libc, join(folder, 'lib'), { recursive: true });
    const source = `built from linux-${version}.tar.xz (base; gcc)`;
    writeFileSync(join(folder, 'kernel.json'), JSON.stringify({ version, source, origin: {} }));
    const { archive, entry } = await (one === '5.10' ? packAlone(folder) : packKernel(folder, 'base', 'ldd', context));
    packed.push({ archive, entry: entryFor(version, archive, { ...entry, source: digestOf('its sources') }) });
  }
  const files = {
    ...signed(indexOf(packed.map(({ entry }) => entry))),
    ...Object.fromEntries(packed.map(({ archive, entry }) => [entry.asset, archive])),
  };
  const handlers = Object.entries(files).map(([name, bytes]) => [
    `/${name}`,
    (_: unknown, to: { end(bytes: Buffer): void }) => to.end(bytes),
  ]);
  return { ...(await serve(Object.fromEntries(handlers))), names: Object.keys(files) };
}
