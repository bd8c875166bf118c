import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reason, TestResult, Verdict } from '../../src/model/results.ts';
import { fixtures, type Ran, root, umlRun } from '../support/command.ts';
import { everySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { childrenOf, parseXml } from '../support/xml.ts';

const kernels = seriesFor(...everySeries);
type End = readonly [Verdict, Reason, number | string | null];

const passes: End = ['passed', 'exit', 0];
const fails = (code: number): End => ['failed', 'exit', code];
const skips: End = ['skipped', 'skip', 77];
const panics: End = ['errored', 'panic', null];
const dies = (name: string): End => ['failed', 'signal', `SIG${name}`];
const signals = 'ABRT ALRM BUS FPE HUP ILL INT KILL PIPE QUIT SEGV SYS TERM TRAP USR1 USR2 VTALRM XCPU XFSZ'.split(' ');

/** What becomes of each fixture: on every kernel, or on each of the four in turn. */
const expected: Record<string, End | readonly [End, End, End, End]> = {
  environment: passes,
  'exit-0': passes,
  'exit-3': fails(3),
  'exit-77': skips,
  'exit-130': fails(130),
  'exit-139': fails(139),
  'exit-255': fails(255),
  flood: passes,
  'io-uring-async': passes,
  'landlock-probe': skips,
  orphan: passes,
  panic: panics,
  'poison-panic': [fails(1), fails(1), panics, panics],
  'ptrace-syscall-info': [fails(1), fails(1), fails(1), passes],
  'ptrace-syscalls': passes,
  'raw-bytes': passes,
  'seccomp-filter': passes,
  ...Object.fromEntries(signals.map((name) => [`signal-${name.toLowerCase()}`, dies(name)])),
  'sleep-1': passes,
  'sleep-forever': ['failed', 'timeout', null],
  'userfaultfd-move': [fails(1), fails(1), passes, passes],
  'userfaultfd-pages': passes,
};

const linkings = ['static', 'dynamic'] as const;
const runs: Partial<Record<(typeof linkings)[number], Ran>> = {};
const runOf = (linking: (typeof linkings)[number]) => runs[linking]!;

beforeAll(async () => {
  for (const linking of linkings) {
    // Times of an earlier run would let the test that never ends begin first, and end with the last.
    const words = ['--order', 'given', '--timeout', '8', join(fixtures, 'bin', linking)];
    runs[linking] = await umlRun([...kernelWords(...kernels), ...words], {
      env: { HOST_SECRET: 'of the host', LD_PRELOAD: '' },
    });
  }
}, 600_000);
afterAll(() => Promise.all(Object.values(runs).map((run) => run.remove())));

const endOf = ({ verdict, reason, exitCode, signal }: TestResult): End => [verdict, reason, signal ?? exitCode];
const expectedOn = (name: string, index: number): End => {
  const given = expected[name]!;
  return typeof given[0] === 'string' ? (given as End) : (given as readonly [End, End, End, End])[index]!;
};

describe.each(linkings)('%s programs', (linking) => {
  test.each(kernels.map((kernel) => [kernel, everySeries.indexOf(kernel)] as const))(
    'have their verdicts on %s',
    (kernel, index) => {
      const got = Object.keys(expected).map((name) => [name, endOf(runOf(linking).test(name, kernel))]);
      expect(Object.fromEntries(got)).toEqual(
        Object.fromEntries(Object.keys(expected).map((name) => [name, expectedOn(name, index)])),
      );
    },
  );

  test('are all that there is, each once on each kernel', () => {
    const { results, exitCode } = runOf(linking);
    expect(exitCode).toBe(1);
    expect(results.tests).toHaveLength(Object.keys(expected).length * kernels.length);
    expect(results.kernels.map(({ version }) => version.split('.').slice(0, 2).join('.'))).toEqual([...kernels]);
  });

  test.each(kernels)('find their environment on %s, with nothing of the host', (kernel) => {
    const said = runOf(linking).bytes('environment', 'stdout', kernel).toString();
    const { version } = runOf(linking).results.kernels.find((one) => one.version.startsWith(`${kernel}.`))!;
    expect(said).toContain(`kernel: Linux ${version} x86_64\n`);
    expect(said).not.toContain('HOST_SECRET');
    expect(said).not.toContain('FAILED');
  });

  test.each(kernels)('write bytes that arrive as they are on %s', (kernel) => {
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const awkward = Buffer.from('\r\n\r\r\n\n\x1b[31mred\x1b[0m\x11\x13\x03\x04\x1a\xc3\xff\xfe\0\0', 'latin1');
    for (const stream of ['stdout', 'stderr'] as const) {
      const bytes = runOf(linking).bytes('raw-bytes', stream, kernel);
      expect(bytes).toEqual(Buffer.concat([every, awkward, Buffer.from(stream)]));
    }
  });

  test.each(kernels)('write 21 MB, of which nothing is lost on %s', (kernel) => {
    for (const [stream, lines] of [
      ['stdout', 400_000],
      ['stderr', 20_000],
    ] as const) {
      const text = runOf(linking).bytes('flood', stream, kernel).toString('latin1');
      const line = (number: number) =>
        `${stream} ${String(number).padStart(10, '0')} abcdefghijklmnopqrstuvwxyzABCDE\n`;
      expect(text.length).toBe(lines * 50);
      expect(text === Array.from({ length: lines }, (_, number) => line(number)).join('')).toBe(true);
    }
  });

  test('leave nothing behind that writes into the output of the next', () => {
    for (const { name, stdout, stderr } of runOf(linking).results.tests.filter(({ name }) => name !== 'orphan'))
      for (const path of [stdout, stderr])
        expect([name, readFileSync(join(runOf(linking).output, path), 'latin1').includes('orphan on')]).toEqual([
          name,
          false,
        ]);
  });

  test('leave a kernel log that tells of the panic, where there was one', () => {
    for (const { verdict, reason, kernelLog } of runOf(linking).results.tests.filter(({ name }) => name === 'panic')) {
      expect([verdict, reason]).toEqual(['errored', 'panic']);
      expect(kernelLog.join('\n')).toContain('Kernel panic - not syncing: ');
    }
  });
});

describe('the output folder', () => {
  test('has results that follow their schema', () => {
    const schema = JSON.parse(readFileSync(join(root, 'docs/results.schema.json'), 'utf8'));
    // biome-ignore lint/suspicious/noExplicitAny: the draft that the schema names, whichever it is
    const { $schema: _, ...rules } = schema as any;
    const validate = new Ajv({ strict: false }).compile(rules);
    expect([validate(runOf('static').results), validate.errors]).toEqual([true, null]);
  });

  test('has a well-formed junit.xml that counts the same', () => {
    const { results, output } = runOf('static');
    const suites = childrenOf(parseXml(readFileSync(join(output, 'junit.xml'), 'utf8')), 'testsuite');
    expect(suites).toHaveLength(kernels.length);
    const cases = suites.flatMap((suite) => childrenOf(suite, 'testcase'));
    expect(cases).toHaveLength(results.tests.length);
    const bad = (kind: string) => cases.filter((one) => childrenOf(one, kind).length > 0).length;
    expect({ failed: bad('failure'), errored: bad('error'), skipped: bad('skipped') }).toEqual({
      failed: results.totals.failed,
      errored: results.totals.errored,
      skipped: results.totals.skipped,
    });
    const names = cases.map(({ attributes }) => `${attributes.classname} ${attributes.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('names each guest once, its log and the tests that it ran', () => {
    const { results, output } = runOf('static');
    for (const { name: kernel } of results.kernels) {
      const own = results.guests.filter((guest) => guest.kernel === kernel);
      for (const { log } of own) expect([log, existsSync(join(output, log))]).toEqual([log, true]);
      const ids = own.map(({ id }) => id);
      const used = results.tests.filter((one) => one.kernel === kernel).map(({ guest }) => guest);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(used));
    }
  });

  // One guest at a time: beside another, that one may take the tests that are left, and no guest is started.
  test('tells why, in words', async () => {
    const programs = ['sleep-forever', 'panic', 'exit-0'].map((name) => join(fixtures, 'bin/static', name));
    const words = ['--jobs', '1', '--order', 'given', '--timeout', '2', ...programs];
    const { results, remove } = await umlRun([...kernelWords(...kernels), ...words]);
    for (const { name: kernel } of results.kernels) {
      const own = results.guests.filter((guest) => guest.kernel === kernel);
      expect(own.map(({ started: { after, why } }) => `${after}: ${why}`)).toEqual([
        'null: the first guest of its kernel',
        'sleep-forever: sleep-forever was still running after 2 s',
        expect.stringMatching(/^panic: it died while panic ran/),
      ]);
    }
    await remove();
  });

  test('has every file that it names, and a console a guest', () => {
    const { results, output } = runOf('static');
    for (const { stdout, stderr } of results.tests)
      for (const path of [stdout, stderr]) expect([path, existsSync(join(output, path))]).toEqual([path, true]);
    for (const { version } of results.kernels) expect(existsSync(join(output, 'logs', `${version}-2.log`))).toBe(true);
    for (const name of ['report.html', 'summary.md']) expect(existsSync(join(output, name))).toBe(true);
  });
});
