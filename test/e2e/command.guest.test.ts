import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtures, type Ran, startCommand, umlExec, umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { anySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { parseXml } from '../support/xml.ts';

const bin = (name: string) => join(fixtures, 'bin/static', name);
const kernel = kernelWords(anySeries);
let place: ReturnType<typeof temporaryFolder>;
const at = (...names: string[]) => join(place.path, ...names);

beforeAll(async () => {
  place = temporaryFolder();
});
afterAll(() => place.remove());

test.each<[string[], number]>([
  [[bin('exit-0')], 0],
  [[bin('exit-77')], 0],
  [[bin('exit-0'), bin('exit-3')], 1],
  [[bin('panic')], 1],
  [['--timeout', '0', bin('exit-0')], 2],
  [['--timeout', 'abc', bin('exit-0')], 2],
  [['no-such-file'], 2],
  [['--output', '/dev/null', bin('exit-0')], 2],
  [['--output', '/proc/nothing', bin('exit-0')], 2],
])('%j ends with %i', async (words, code) => {
  const run = await umlRun([...kernel, ...words]);
  expect([run.exitCode, run.stderr]).toEqual([code, code === 2 ? expect.stringMatching(/^uml-run: .+\n?/) : '']);
  expect(run.stderr).not.toMatch(/\n {4}at /);
  await run.remove();
});

test('the output folder has what belongs to the last run, and nothing when that had no test', async () => {
  const keeps = at('keeps');
  writeFileSync(keeps, '#!/bin/sh\necho kept > "$UML_RUN_ARTIFACTS/file"\n', { mode: 0o755 });
  const output = at('kept');
  const go = (...tests: string[]) => startCommand(['--output', output, ...kernel, ...tests]);
  const files = () =>
    readdirSync(output, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(output, path)).isFile())
      .map((path) => path.replaceAll(/\d+\.\d+\.\d+[^-/]*/g, 'K'))
      .toSorted();
  await go(keeps, bin('panic'), bin('exit-3'));
  expect(files()).toEqual(expect.arrayContaining(['logs/K-2.log', 'logs/K/keeps.artifacts/file', 'report.html']));
  const mine = ['logs/mine', 'mine'];
  for (const path of mine) writeFileSync(join(output, path), '');
  await go(bin('exit-0'));
  const own = ['logs/K-1.log', 'logs/K/exit-0.stderr', 'logs/K/exit-0.stdout'];
  const reports = ['junit.xml', 'report.html', 'results.json', 'summary.md'];
  expect(files()).toEqual([...own, ...reports, ...mine].toSorted());
  expect((await go('no-such-file')).exitCode).toBe(2);
  expect(files()).toEqual(mine);
});

describe('names', () => {
  const names = [
    ...[
      'a b',
      'ünïcode ☃',
      'line\nfeed',
      `quote"s'`,
      '-dash',
      '::error::x',
      ']]><testcase>',
      '$(x) `y`',
      '%41',
      '.hidden',
      '*',
    ],
    'x'.repeat(255),
  ];
  let run: Ran;

  beforeAll(async () => {
    mkdirSync(at('odd/1'), { recursive: true });
    mkdirSync(at('odd/2'));
    for (const name of names) copyFileSync(bin('exit-0'), at('odd/1', name));
    for (const folder of ['1', '2']) copyFileSync(bin(`exit-${folder === '1' ? 0 : 3}`), at('odd', folder, 'same'));
    run = await umlRun([...kernel, at('odd/1'), at('odd/1/.hidden'), at('odd/2')]);
  }, 300_000);
  afterAll(() => run.remove());

  test('that are odd are run and reported', () => {
    expect(run.stderr).toBe('');
    const found = run.results.tests.map(({ program }) => program);
    for (const name of names) expect(found).toContain(at('odd/1', name));
    expect(run.results.totals).toEqual({ passed: names.length + 1, failed: 1, skipped: 0, errored: 0, notRun: 0 });
    for (const { stdout } of run.results.tests)
      expect(readFileSync(join(run.output, stdout), 'utf8')).toMatch(/^ends with [03]\n$/);
    parseXml(readFileSync(join(run.output, 'junit.xml'), 'utf8'));
    expect(run.stdout).not.toMatch(/^\s*::/m);
  });

  test('that are the same in two folders stay apart', () => {
    expect(run.test('1/same')).toMatchObject({ verdict: 'passed' });
    expect(run.test('2/same')).toMatchObject({ verdict: 'failed', exitCode: 3 });
  });
});

test('what cannot be started is errored with the reason, the others run, and the exit code is 2', async () => {
  mkdirSync(at('bad'));
  const other = readFileSync(bin('exit-0'));
  other.writeUInt16LE(183, 18);
  writeFileSync(at('bad/aarch64'), other, { mode: 0o755 });
  writeFileSync(at('bad/text'), 'just text\n', { mode: 0o755 });
  copyFileSync(bin('exit-0'), at('bad/forbidden'));
  chmodSync(at('bad/forbidden'), 0o644);
  writeFileSync(at('bad/script'), '#!/no/such/interpreter\n', { mode: 0o755 });
  const files = ['aarch64', 'text', 'forbidden', 'script'].map((name) => at('bad', name));
  const run = await umlRun([...kernel, ...files, bin('exit-3')]);
  expect(run.exitCode).toBe(2);
  const reasons = {
    aarch64: /aarch64/i,
    text: /ELF|#!/,
    forbidden: /execut/,
    script: /no\/such\/interpreter/,
  };
  for (const [name, words] of Object.entries(reasons))
    expect(run.test(name)).toMatchObject({
      verdict: 'errored',
      reason: 'not-started',
      message: expect.stringMatching(words),
    });
  expect(run.test('exit-3')).toMatchObject({ verdict: 'failed', exitCode: 3 });
  await run.remove();
});

test('options: a guest a test, one guest at once, retries, a shard, skip codes, and splats', async () => {
  const names = ['exit-0', 'exit-3', 'panic', 'sleep-1'];
  const isolated = await umlRun([...kernel, '--isolation', 'test', '--jobs', '1', '--retries', '1', ...names.map(bin)]);
  expect(isolated.results.tests.map(({ verdict, attempts }) => `${verdict} ${attempts}`)).toEqual([
    ...['passed 1', 'failed 2', 'errored 2', 'passed 1'],
  ]);
  expect(readFileSync(join(isolated.output, 'logs', `${isolated.results.kernels[0]!.version}-6.log`), 'utf8')).not.toBe(
    '',
  );
  const shards = await Promise.all(
    ['1/2', '2/2'].map((part) => umlRun([...kernel, '--shard', part, ...names.map(bin)])),
  );
  expect(shards.flatMap(({ results }) => results.tests.map(({ name }) => name)).toSorted()).toEqual(names.toSorted());
  compileFile(at('warns'), join(fixtures, 'breaks-kernel/warn.c'));
  const strict = await umlRun([...kernel, at('warns'), bin('exit-0')]);
  expect(strict.test('warns')).toMatchObject({ verdict: 'failed', reason: 'splat', exitCode: 0 });
  expect(strict.test('exit-0')).toMatchObject({ verdict: 'passed' });
  const words = ['--fail-on', 'bug,oops', '--skip-exit-codes', '3', at('warns'), bin('exit-3'), bin('exit-77')];
  const lenient = await umlRun([...kernel, ...words]);
  expect(lenient.results.tests.map(({ verdict }) => verdict)).toEqual(['passed', 'skipped', 'failed']);
  for (const run of [isolated, ...shards, strict, lenient]) await run.remove();
}, 300_000);

test('--allow-splats: an expression that takes too long is told, exits with 2, and loses no result', async () => {
  const line = `<3>INFO: task ${'x'.repeat(60)} blocked for more than 9 seconds`;
  writeFileSync(at('splats'), `#!/bin/sh\necho '${line}' > /dev/kmsg\n`, { mode: 0o755 });
  const ran = await umlRun([...kernel, '--allow-splats', 'task (x+x+)+y', at('splats'), bin('exit-0')]);
  expect(ran.exitCode).toBe(2);
  expect(ran.said).toContain('--allow-splats: "task (x+x+)+y" takes more than a second');
  expect(ran.results.tests.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['failed', 'splat'],
    ['passed', 'exit'],
  ]);
  await ran.remove();
});

describe('exec', () => {
  const exec = (words: string[], input: string | Buffer = '') =>
    umlExec([...kernel, ...words], { input, encoding: 'buffer' });

  test.each<[string[], number]>([
    [['--', bin('exit-3')], 3],
    [['--', bin('exit-139')], 139],
    [['--', bin('signal-segv')], 139],
    [['--', bin('signal-kill')], 137],
    [['--', bin('panic')], 125],
    [['--', './no-such-file'], 125],
  ])("%j gives the program's own code, or 125", async (words, code) => {
    expect((await exec(words)).exitCode).toBe(code);
  });

  test('passes bytes through, both ways', async () => {
    const every = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7 + (index >> 8)) & 255));
    const { stdout, exitCode } = await exec(['--', 'cat'], every);
    expect([exitCode, Buffer.compare(Buffer.from(stdout), every)]).toEqual([0, 0]);
    const raw = await exec(['--', bin('raw-bytes')]);
    expect(Buffer.from(raw.stdout).subarray(-6).toString()).toBe('stdout');
    expect(Buffer.from(raw.stderr).subarray(-6).toString()).toBe('stderr');
    expect([raw.stdout.length, raw.stderr.length]).toEqual([290, 290]);
  });
});

test.each(seriesFor('5.10', '7.2'))('%s does not calibrate its delay loop, unless it is to', async (series) => {
  const calibration = async (...words: string[]) => {
    const { stdout } = await umlExec([...kernelWords(series), ...words, '--', 'dmesg'], { cwd: place.path });
    return stdout.split('\n').find((line) => line.includes('Calibrating delay loop'));
  };
  expect(await calibration()).toContain('(skipped) preset value');
  expect(await calibration('--kernel-args', 'lpj=1234567')).toContain('(lpj=1234567)');
  expect(await calibration('--no-fast-boot')).not.toContain('skipped');
});
