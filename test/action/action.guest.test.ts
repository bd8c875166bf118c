import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CacheServer, type Mood, startCacheServer } from '../support/actions-cache-server.ts';
import { fixtures } from '../support/command.ts';
import { compile } from '../support/compile.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { Job, type Step } from './runner.ts';

const tests = ['exit-0', 'exit-3', 'exit-77', 'panic'].map((name) => join(fixtures, 'bin/static', name)).join('\n');
const outputNames = [
  ...['passed', 'failed', 'skipped', 'errored', 'total', 'junit', 'results', 'output', 'kernels', 'cache-hit'],
].toSorted();

let place: ReturnType<typeof temporaryFolder>;
let server: CacheServer;
let job: Job;
let cold: Step;
/** A cache folder with the kernel, and without a root file system. */
let withoutRootfs: string;

beforeAll(async () => {
  place = temporaryFolder();
  server = await startCacheServer();
  job = new Job(join(place.path, 'job'), server.environment);
  cold = await job.step({ tests, kernel: 'distro:6.1', cache: join(place.path, 'cold') });
  withoutRootfs = join(place.path, 'without-rootfs');
  cpSync(join(place.path, 'cold'), withoutRootfs, { recursive: true, verbatimSymlinks: true });
  rmSync(join(withoutRootfs, 'rootfs'), { recursive: true, force: true });
}, 600_000);
afterAll(async () => {
  await server?.close();
  await place?.remove();
});

function expectResults(step: Step): void {
  const results = JSON.parse(readFileSync(step.outputs.results!, 'utf8'));
  expect(results.totals).toEqual({ passed: 1, failed: 1, skipped: 1, errored: 1, notRun: 0 });
  expect(step.outputs).toMatchObject({ passed: '1', failed: '1', skipped: '1', errored: '1', total: '4' });
  expect(Object.keys(step.outputs).toSorted()).toEqual(outputNames);
  expect(JSON.parse(step.outputs.kernels!)).toEqual([expect.stringMatching(/^6\.1\.\d+/)]);
  expect(existsSync(step.outputs.junit!)).toBe(true);
  expect(step.exitCode).toBe(1);
  expect(step.log).not.toMatch(/\n {4}at /);
}

describe('a job whose caches are empty', () => {
  test('has all outputs, and fails because tests did', () => {
    expectResults(cold);
    expect(cold.outputs['cache-hit']).toBe('false');
    expect(cold.outputs.output).toBe(join(cold.workspace, 'uml-run-results'));
  });

  test('saves the kernel, its modules and the root file system, though tests failed', () => {
    const keys = [...server.entries.values()].map(({ key }) => key);
    expect(keys.filter((key) => /^uml-run-2-(?:kernels|modules|rootfs)-/.test(key))).toHaveLength(3);
    // And what it found out of the archives, so that the next runner does not ask them.
    expect(keys.filter((key) => /^uml-run-1-memory-user-mode-linux-candidates~/.test(key))).toHaveLength(1);
    for (const key of keys) expect(key).toMatch(/^[^,]{1,512}$/);
  });

  test('tells of each test that did not pass, once, and why the step fails', () => {
    const errors = cold.commands.filter(({ kind }) => kind === 'error').map(({ text }) => text);
    expect(errors).toHaveLength(3);
    expect(errors.filter((text) => text.includes('title=exit-3') && text.includes('exited with 3'))).toHaveLength(1);
    expect(errors.filter((text) => text.includes('title=panic') && text.includes('kernel panic'))).toHaveLength(1);
    expect(errors.at(-1)).toMatch(/^::error::1 failed and 1 errored/);
  });

  test('groups what it does, and closes the group', () => {
    const groups = cold.commands.filter(({ kind }) => kind === 'group' || kind === 'endgroup');
    expect(groups.map(({ kind }) => kind)).toEqual(['group', 'endgroup']);
  });

  test('has a summary with the table', () => {
    expect(cold.summary).toMatch(/exit-3/);
    expect(cold.summary).toMatch(/6\.1\.\d+/);
  });
});

test('a job that restores both from the cache has a hit', async () => {
  const folder = join(place.path, 'warm');
  const before = server.entries.size;
  const warm = await job.step({ tests, kernel: 'distro:6.1', cache: folder });
  expectResults(warm);
  expect(warm.outputs['cache-hit']).toBe('true');
  expect(server.entries.size).toBe(before);
  expect(readdirSync(join(folder, 'kernels'))).toHaveLength(1);
});

test.each<[Mood, RegExp]>([
  ['hang-up', /cache/i],
  ['corrupt', /cache/i],
])('a cache service that is %s costs warnings, and nothing else', async (mood, warning) => {
  const folder = join(place.path, mood);
  cpSync(withoutRootfs, folder, { recursive: true, verbatimSymlinks: true });
  server.mood = mood;
  const step = await job.step({ tests, kernel: 'distro:6.1', cache: folder }).finally(() => {
    server.mood = 'well';
  });
  expectResults(step);
  expect(step.outputs['cache-hit']).toBe('false');
  const warnings = step.commands.filter(({ kind }) => kind === 'warning').map(({ text }) => text);
  expect(warnings.length).toBeGreaterThan(0);
  expect(warnings.length).toBeLessThanOrEqual(4);
  for (const text of warnings) expect(text).toMatch(warning);
});

test('a cache that is read-only for this job does not cause a warning', async () => {
  const folder = join(place.path, 'read-only');
  cpSync(withoutRootfs, folder, { recursive: true, verbatimSymlinks: true });
  const [key, entry] = [...server.entries].find(([, entry]) => /^uml-run-2-rootfs-/.test(entry.key))!;
  server.entries.delete(key);
  server.mood = 'read-only';
  const step = await job.step({ tests, kernel: 'distro:6.1', cache: folder }).finally(() => {
    server.mood = 'well';
    server.entries.set(key, entry);
  });
  expectResults(step);
  expect(step.log).toContain('read-only');
  expect(step.commands.filter(({ kind }) => kind === 'warning')).toEqual([]);
});

describe('programs that talk to the runner', () => {
  const said = [
    '::set-output name=passed::1000',
    '::error::made up',
    '  ::warning::made up',
    '::stop-commands::token',
    '::add-path::/tmp',
    '::endgroup::',
    '##[error]made up',
    '##[group]made up',
    '```',
    '</code></details><h1>made up</h1>',
  ];
  let step: Step;

  beforeAll(async () => {
    const folder = join(place.path, 'talkers');
    mkdirSync(folder);
    const text = said.map((line) => `\\n${line}\\r${line}\\n\\x1b[0m${line}\\n`).join('');
    const code = `#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
  static const char text[] = "${text}";
  int log = open("/dev/kmsg", O_WRONLY);
  write(1, text, sizeof(text) - 1);
  write(2, text, sizeof(text) - 1);
  dprintf(log, "<0>${said[1]}\\n");
  dprintf(log, "<0>${said[6]}\\n");
  return 9;
}`;
    const names = ['::error::named', '%0A::warning::named', 'line\n::error::named', '##[error]named'];
    for (const name of [...names, ...Array.from({ length: 12 }, (_, index) => `plain-${index}`)])
      await compile(join(folder, name), code);
    step = await job.step({ tests: folder, kernel: 'distro:6.1', cache: join(place.path, 'cold') });
  }, 300_000);

  test('say nothing to it', () => {
    expect(step.outputs).toMatchObject({ passed: '0', failed: '16', errored: '0', total: '16' });
    const kinds = new Set(step.commands.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['group', 'endgroup', 'error']));
    for (const { text } of step.commands) expect(text).not.toMatch(/^\s*::\w+::(?:made up|named)/);
    expect(step.commands.filter(({ kind }) => kind === 'endgroup')).toHaveLength(1);
  });

  test('have at most ten errors together, the last of which is the step’s own', () => {
    const errors = step.commands.filter(({ kind }) => kind === 'error');
    expect(errors).toHaveLength(10);
    for (const { text } of errors) expect(text.length).toBeLessThan(3 * 4096);
    expect(errors.at(-1)!.text).toMatch(/^::error::16 failed and 0 errored/);
  });

  test('do not fill the summary, nor write markup into it', () => {
    expect(Buffer.byteLength(step.summary)).toBeLessThan(1 << 20);
    const fences = [...step.summary.matchAll(/^(`{4,})text\n([\s\S]*?)^\1$/gm)];
    expect(fences.length).toBeGreaterThan(0);
    expect(step.summary.replaceAll(/^(`{4,})text\n([\s\S]*?)^\1$/gm, '')).not.toMatch(/made up/);
  });
});

test('a step that is killed while tests run has named what it leaves', async () => {
  const both = `${tests}\n${join(fixtures, 'bin/static', 'sleep-forever')}`;
  const inputs = { tests: both, kernel: 'distro:6.1', order: 'given' };
  const step = await job.step({ ...inputs, cache: join(place.path, 'cold') }, /^passed/m);
  const output = join(step.workspace, 'uml-run-results');
  expect(step.outputs).toEqual({ output, junit: join(output, 'junit.xml'), results: join(output, 'results.json') });
  const results = JSON.parse(readFileSync(step.outputs.results!, 'utf8'));
  expect(results).toMatchObject({ totals: { passed: 1 }, interrupted: true });
  expect(existsSync(step.outputs.junit!)).toBe(true);
});

type StepInputs = Record<string, string>;

test.each<[StepInputs, RegExp, number]>([
  [{ tests: '' }, /input tests/, 2],
  [{ tests: 'no-such-file' }, /no-such-file/, 2],
  [{ tests, timeout: '-1' }, /input timeout.*-1/, 2],
  [{ tests, retries: 'many' }, /input retries.*many/, 2],
  [{ tests, output: '/dev/null' }, /\/dev\/null.*name another with input output/, 2],
  [{ tests, kernel: './no-such-kernel' }, /no-such-kernel/, 2],
])('%j gets one clear error', async (inputs, message, code) => {
  const step = await job.step({ kernel: 'distro:6.1', cache: join(place.path, 'cold'), ...inputs });
  const errors = step.commands.filter(({ kind }) => kind === 'error');
  expect(errors).toHaveLength(1);
  expect(errors[0]!.text).toMatch(message);
  expect(step.exitCode).toBe(code);
  // What is known, so that a step with `if: always()` can keep it; and no count, which would say that all is well.
  expect(step.outputs).toEqual({ output: resolve(step.workspace, inputs.output ?? 'uml-run-results') });
  expect(step.log).not.toMatch(/\n {4}at /);
});
