/** Kernels that a job has from the cache service, without their modules, and tests that want some. */
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CacheServer, startCacheServer } from '../support/actions-cache-server.ts';
import { compile, write } from '../support/compile.ts';
import { anySeries, everySeries, seriesFor } from '../support/kernels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { Job, type Step } from './runner.ts';

const series = [...new Set([...seriesFor(...everySeries), anySeries])];

let place: ReturnType<typeof temporaryFolder>;
let server: CacheServer;
let job: Job;
/** A cache folder that has a root file system and no kernels. */
let withoutKernels: string;
let folders = 0;

const programs: Record<string, string> = {
  none: 'test -s /lib/modules/$(uname -r)/modules.dep.bin; ! modprobe of-no-such-name',
  modprobe: 'modprobe dummy; grep -q "^dummy " /proc/modules',
  list: 'test $(find /lib/modules/$(uname -r)/kernel -name "*.ko" | wc -l) = $(wc -l < /lib/modules/$(uname -r)/modules.dep)',
  path: 'test $(wc -c < /lib/modules/$(uname -r)/kernel/drivers/net/tun.ko) -gt 10000',
  'absent-path': '! cat /lib/modules/$(uname -r)/kernel/drivers/net/no-such.ko; modprobe tun',
};

/** `AF_ALG` is a module in each of Debian's kernels, which loads it for the socket. */
const socketCode = `#include <sys/socket.h>
int main(void) { return socket(38, SOCK_SEQPACKET, 0) < 0; }`;

function program(name: string): string {
  const path = join(place.path, 'programs', name);
  return name === 'socket'
    ? compile(path, socketCode, '-static')
    : write(path, `#!/bin/sh\nset -e\n${programs[name]}\n`);
}

beforeAll(async () => {
  place = temporaryFolder();
  server = await startCacheServer();
  job = new Job(join(place.path, 'job'), server.environment);
  withoutKernels = join(place.path, 'first');
  const first = await job.step({ tests: program('none'), kernel: specs(series), cache: withoutKernels });
  expect(first.outputs, first.log).toMatchObject({ passed: String(series.length), total: String(series.length) });
  for (const kind of ['kernels', 'modules']) rmSync(join(withoutKernels, kind), { recursive: true });
}, 600_000);
afterAll(async () => {
  await server?.close();
  await place?.remove();
});
afterEach(() => {
  server.mood = 'well';
  server.beforeGiving = async () => {};
});

const specs = (wanted: readonly string[]) => wanted.map((one) => `distro:${one}`).join();
const isOfModules = (key: string) => key.startsWith('uml-run-2-modules-');

/** A step on a machine that has no kernels, and what the service has given it of modules. */
async function cold(
  names: string[],
  { kernels = [anySeries], on = job, ...inputs }: { kernels?: string[]; on?: Job; [input: string]: unknown } = {},
): Promise<Step & { cache: string; given: string[]; verdicts: Record<string, string> }> {
  const cache = join(place.path, `cache-${++folders}`);
  cpSync(withoutKernels, cache, { recursive: true, verbatimSymlinks: true });
  server.given.length = 0;
  const tests = names.map(program).join('\n');
  const step = await on.step({ tests, kernel: specs(kernels), cache, ...(inputs as Record<string, string>) });
  const results = JSON.parse(readFileSync(step.outputs.results!, 'utf8'));
  const verdicts: Record<string, string> = {};
  for (const { name, kernel, verdict, message = '' } of results.tests)
    verdicts[`${name} ${kernel.replace(/\.\d+$/, '')}`] = verdict === 'passed' ? verdict : `${verdict}: ${message}`;
  const log = step.log.replace(/^::debug.*\n/gm, '');
  return { ...step, log, cache, given: server.given.filter(isOfModules), verdicts };
}

const passing = (name: string, kernels: string[]) =>
  Object.fromEntries(kernels.map((kernel) => [`${name} ${kernel}`, 'passed']));

test('a job whose tests want no module gets none', async () => {
  const { verdicts, given, outputs, cache } = await cold(['none'], { kernels: series });
  expect(verdicts).toEqual(passing('none', series));
  expect(given).toEqual([]);
  expect(outputs['cache-hit']).toBe('true');
  expect(readdirSync(join(cache, 'kernels'))).toHaveLength(series.length);
});

test.each(['modprobe', 'list', 'path', 'absent-path', 'socket'])(
  'a test that wants one finds it, and all are fetched once: %s',
  async (name) => {
    const { verdicts, given, log } = await cold([name], { kernels: series });
    expect(verdicts, log).toEqual(passing(name, series));
    expect(given).toHaveLength(series.length);
    expect(new Set(given).size).toBe(series.length);
  },
);

test('two guests that want modules at once get them from one transfer', async () => {
  const { verdicts, given } = await cold(['modprobe', 'list', 'path'], { isolation: 'test', jobs: '3' });
  expect(Object.values(verdicts)).toEqual(['passed', 'passed', 'passed']);
  expect(given).toHaveLength(1);
});

test("the time of the transfer is not the test's", async () => {
  server.beforeGiving = async (key) => {
    if (isOfModules(key)) await new Promise((resolve) => setTimeout(resolve, 6000));
  };
  const { verdicts, log } = await cold(['modprobe'], { timeout: '5' });
  expect(verdicts, log).toEqual(passing('modprobe', [anySeries]));
});

test('a step on the same machine has them', async () => {
  const { cache } = await cold(['path']);
  server.given.length = 0;
  const again = await job.step({ tests: program('list'), kernel: specs([anySeries]), cache });
  expect(again.outputs).toMatchObject({ passed: '1', total: '1' });
  expect(server.given).toEqual([]);
});

describe('where the service does not have the modules', () => {
  let kept: [string, { key: string; version: string; bytes: Buffer }][];
  beforeAll(() => {
    kept = [...server.entries].filter(([, { key }]) => isOfModules(key));
  });
  afterEach(() => {
    for (const [key, entry] of kept) server.entries.set(key, entry);
  });

  test('they come from their package', async () => {
    for (const [key] of kept) server.entries.delete(key);
    const { verdicts, log, outputs } = await cold(['modprobe']);
    expect(verdicts, log).toEqual(passing('modprobe', [anySeries]));
    expect(outputs['cache-hit']).toBe('false');
    // For the next machine.
    expect([...server.entries.values()].filter(({ key }) => isOfModules(key))).toHaveLength(1);
  });

  test('and apt does not reach its archive, the test that wants one is errored, and no other', async () => {
    for (const [key] of kept) server.entries.delete(key);
    const nowhere = 'http://127.0.0.1:9';
    const cutOff = new Job(join(place.path, 'job'), {
      ...server.environment,
      http_proxy: nowhere,
      https_proxy: nowhere,
      no_proxy: '127.0.0.1',
    });
    const { verdicts, log, exitCode } = await cold(['modprobe', 'none'], { on: cutOff });
    expect(verdicts[`none ${anySeries}`], log).toBe('passed');
    expect(verdicts[`modprobe ${anySeries}`]).toMatch(
      /^errored: a module of Linux 6\.1\.\d+ was looked for \("\/lib\/modules\/6\.1\.\d+\/kernel\/drivers"\), and its modules cannot be had: /,
    );
    expect(exitCode).toBe(3);
    expect(log).not.toMatch(/\n {4}at /);
  });

  test('but a damaged copy, they come from their package, with a warning', async () => {
    for (const [key, entry] of kept) {
      const bytes = Buffer.from(entry.bytes);
      // The toolkit's own compression, which stores what is compressed already as it is, sees nothing of it.
      bytes.fill(0x55, 100_000, 100_100);
      server.entries.set(key, { ...entry, bytes });
    }
    const { verdicts, log, commands } = await cold(['modprobe']);
    expect(verdicts, log).toEqual(passing('modprobe', [anySeries]));
    const warnings = commands.filter(({ kind }) => kind === 'warning').map(({ text }) => text);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/cache/i);
  });
});

test('without a sandbox it is the same', async () => {
  const { verdicts, given } = await cold(['none', 'modprobe'], { sandbox: 'off', isolation: 'test' });
  expect(Object.values(verdicts)).toEqual(['passed', 'passed']);
  expect(given).toHaveLength(1);
});
