import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Results } from '../../src/model/results.ts';
import { command, fixtures, root, startCommand, umlExec } from '../support/command.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { processesOf, soon } from '../support/processes.ts';
import { serve } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { parseXml } from '../support/xml.ts';

const programs = ['exit-0', 'exit-3', 'panic', 'signal-segv', 'sleep-1', 'exit-77', 'sleep-forever'];
const paths = programs.map((name) => join(fixtures, 'bin/static', name));

/**
 * Below it is all that the runs of this file have to do with: the cache, and so the kernels, temporary and output
 * folders.
 */
let place: ReturnType<typeof temporaryFolder>;
let number = 0;
let temporary: string;
let output: string;
let memoryBefore: Set<string>;

beforeAll(async () => {
  place = temporaryFolder();
  const cache = process.env.UML_RUN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'uml-run');
  // Fills the cache where it is empty; the copy makes the kernels' paths this file's own.
  await umlExec([...kernelWords(anySeries), '--', 'true']);
  await execa('cp', ['-a', '--reflink=auto', cache, join(place.path, 'cache')]);
  // Times of earlier runs would change the order of tests.
  rmSync(join(place.path, 'cache/times'), { recursive: true, force: true });
}, 600_000);
afterAll(() => place.remove());

beforeEach(() => {
  temporary = join(place.path, `temporary-${++number}`);
  output = join(place.path, `output-${number}`);
  mkdirSync(temporary);
  memoryBefore = new Set(readdirSync('/dev/shm'));
});

interface Running {
  kill(signal: NodeJS.Signals): void;
  /** What it has printed so far. */
  text(): string;
  /** Exit code, as a shell has it: 128 and a signal's number for one that a signal ended, as `leave` may do. */
  ended: Promise<number | undefined>;
}

function start(words: string[] = paths, { output: to = output, cwd = place.path } = {}): Running {
  const options = [...kernelWords(anySeries), '--cache', join(place.path, 'cache'), '--output', to];
  const process = startCommand([...options, ...words], { cwd, env: { TMPDIR: temporary }, all: true });
  let text = '';
  process.all.on('data', (bytes) => (text += bytes));
  const ended = process.then(({ exitCode, signal }) => exitCode ?? (signal && 128 + constants.signals[signal]));
  return { kill: (signal) => process.kill(signal), text: () => text, ended };
}

/** The guests' memory of this file's own runs that is still there: nothing that other runs on this machine use now. */
function memoryLeft(): string[] {
  const ours = readdirSync('/dev/shm').filter((name) => name.startsWith('uml-run-') && !memoryBefore.has(name));
  return ours.filter((name) => processesOf(name).length === 0);
}

const kernelsThatRun = () => processesOf(place.path).filter(({ executable }) => executable.endsWith('linux.uml'));

const left = () => [
  ...processesOf(place.path).map(({ pid, words }) => `${pid} ${words}`),
  ...readdirSync(temporary),
  ...memoryLeft(),
];

async function expectNothingLeft(): Promise<void> {
  await soon(20, () => left().length === 0);
  expect(left()).toEqual([]);
}

/** @returns the results, where there are any: they and junit.xml are whole, and tell the same */
function wholeResults(folder = output): Results | undefined {
  if (!existsSync(join(folder, 'results.json'))) return undefined;
  const results: Results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  if (existsSync(join(folder, 'junit.xml'))) parseXml(readFileSync(join(folder, 'junit.xml'), 'utf8'));
  for (const { name, verdict, exitCode, attempts } of results.tests) {
    if (attempts === 0) expect(verdict).toBe('errored');
    if (verdict === 'passed') expect(exitCode).toBe(0);
    if (name === 'exit-3' && attempts > 0) expect(exitCode).toBe(3);
    if (name === 'panic' && attempts > 0) expect(verdict).toBe('errored');
  }
  return results;
}

const moments: [string, (running: Running) => boolean][] = [
  ['at its start', () => true],
  ['while it provides the kernel', (running) => running.text().includes('kernels distro')],
  ['while a guest boots', () => kernelsThatRun().length > 0],
  ['after some tests', (running) => running.text().includes('exited with 3')],
  ['after a panic', (running) => running.text().includes('kernel panic')],
  ['while the last test runs for ever', (running) => /exit-77/.test(running.text())],
];

test.each(
  moments.flatMap(([when, is]) => [['SIGINT' as const, when, is] as const, ['SIGTERM' as const, when, is] as const]),
)('%s %s ends it with 130, and nothing is left', async (signal, when, is) => {
  const running = start();
  await soon(60, () => is(running));
  // Before Node has come to the program's first line, a signal has its default effect.
  if (when === 'at its start') await soon(60, () => running.text() !== '' || existsSync(output));
  running.kill(signal);
  expect(await running.ended).toBe(130);
  await expectNothingLeft();
  const results = wholeResults();
  if (when !== 'while the last test runs for ever') return;
  expect(results!.tests.map(({ verdict }) => verdict)).toEqual([
    ...['passed', 'failed', 'errored', 'failed', 'passed', 'skipped', 'errored'],
  ]);
  expect(readdirSync(output).toSorted()).toEqual(
    ['junit.xml', 'logs', 'report.html', 'results.json', 'summary.md'].toSorted(),
  );
  expect(results!.tests.at(-1)).toMatchObject({ notRun: true, message: 'the run was interrupted while it ran' });
  expect(running.text()).toContain(`uml-run: interrupted by ${signal}\n`);
  expect(running.text()).toMatch(/1 errored, 1 not run; the run was interrupted\n/);
  expect(running.text()).not.toMatch(/\n {4}at /);
});

describe('a kernel that is ready boots while another is fetched', () => {
  let fetching: Running;
  let answer: ((status: number) => void) | undefined;

  beforeEach(async () => {
    answer = undefined;
    const mirror = await serve({ '/linux.tar.xz': (_, to) => (answer = (status) => to.writeHead(status).end()) });
    onTestFinished(() => mirror.close());
    fetching = start(['--kernel', `${mirror.url}linux.tar.xz#sha256=${'0'.repeat(64)}`, paths[0]!]);
    expect(await soon(60, () => kernelsThatRun().length > 0 && answer !== undefined)).toBe(true);
  });

  test('and ends when the run is interrupted', async () => {
    fetching.kill('SIGINT');
    expect(await fetching.ended).toBe(130);
    await expectNothingLeft();
  });

  test('and then has its tests, whatever becomes of the other', async () => {
    answer?.(404);
    expect(await fetching.ended).toBe(3);
    const { tests, guests } = wholeResults()!;
    expect(tests.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual(['passed exit', 'errored boot-failed']);
    expect(guests).toHaveLength(1);
    await expectNothingLeft();
  });
});

test.each([
  ['the second signal ends it at once', 2],
  ['the first, after some seconds', 1],
])('when a guest does not end, %s', async (_, signals) => {
  const running = start();
  await soon(60, () => running.text().includes('exit-77'));
  const supervisors = processesOf(place.path).filter(({ executable }) => executable.endsWith('supervisor'));
  expect(supervisors.length).toBeGreaterThan(0);
  for (const { pid } of supervisors) process.kill(pid, 'SIGSTOP');
  for (let sent = 0; sent < signals; sent++) {
    running.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(await running.ended).toBe(130);
  for (const { pid } of supervisors) process.kill(pid, 'SIGCONT');
  await expectNothingLeft();
  expect(
    wholeResults()!
      .tests.slice(0, 2)
      .map(({ verdict }) => verdict),
  ).toEqual(['passed', 'failed']);
});

/** Whether a process has a handler for a signal; Node's own are for SIGINT and SIGTERM. */
function hears(pid: number, signal: NodeJS.Signals): boolean {
  const [, caught = '0'] = /^SigCgt:\t(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return ((BigInt(`0x${caught}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}

test('a file that never has an end: the first signal ends it', async () => {
  await execa('mkfifo', [join(temporary, 'fifo')]);
  const running = start(['--allow-splats', `@${join(temporary, 'fifo')}`, ...paths]);
  await soon(60, () => processesOf(place.path).some(({ pid }) => hears(pid, 'SIGHUP')));
  await new Promise((resolve) => setTimeout(resolve, 500));
  running.kill('SIGTERM');
  expect(await running.ended).toBe(130);
  expect(running.text()).toBe('uml-run: interrupted by SIGTERM\n');
});

test('SIGINT, SIGTERM, SIGKILL, one soon after the other: the second is an echo of the first', async () => {
  const running = start();
  await soon(60, () => running.text().includes('exit-77'));
  running.kill('SIGINT');
  running.kill('SIGTERM');
  expect(await running.ended).toBe(130);
  running.kill('SIGKILL');
  await expectNothingLeft();
  expect(wholeResults()!.totals).toEqual({ passed: 2, failed: 2, skipped: 1, errored: 2, notRun: 1 });
});

test('SIGKILL at any moment leaves no process and no folder, and reports that are whole', async () => {
  vi.setConfig({ testTimeout: 300_000 });
  for (let time = 0; time < 15; time++) {
    const running = start();
    await new Promise((resolve) => setTimeout(resolve, 100 + time * 150));
    running.kill('SIGKILL');
    expect(await running.ended).toBe(128 + constants.signals.SIGKILL);
    await expectNothingLeft();
    wholeResults();
  }
}, 300_000);

test('SIGKILL to uml-run and all supervisors at once leaves no process and no folder', async () => {
  const running = start(['--jobs', '2', ...paths]);
  const supervisors = victims[1]![1];
  await soon(60, () => running.text().includes('exit-77') && supervisors().length > 0);
  // It would end its guests by itself, if it came to that.
  running.kill('SIGSTOP');
  for (const { pid } of supervisors()) process.kill(pid, 'SIGKILL');
  running.kill('SIGKILL');
  await running.ended;
  await expectNothingLeft();
});

test('SIGKILL while the last test runs: all results before it are there', async () => {
  const running = start();
  const all = () => wholeResults()?.tests.filter(({ attempts }) => attempts > 0).length === programs.length - 1;
  expect(await soon(60, all)).toBe(true);
  running.kill('SIGKILL');
  await running.ended;
  await expectNothingLeft();
  expect(wholeResults()!.tests.map(({ verdict }) => verdict)).toEqual([
    ...['passed', 'failed', 'errored', 'failed', 'passed', 'skipped', 'errored'],
  ]);
});

/** Processes of guests, and so what a machine out of memory may kill. */
const victims: [string, () => { pid: number }[]][] = [
  ['kernel', kernelsThatRun],
  ['supervisor', () => processesOf(place.path).filter(({ executable }) => executable.endsWith('/supervisor'))],
];

/** A kernel's own process is older than those of its guest. */
function killFirst(processes: { pid: number }[], signal: NodeJS.Signals = 'SIGKILL'): void {
  const pid = Math.min(...processes.map(({ pid }) => pid));
  try {
    if (Number.isFinite(pid)) process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

test.each([
  ...victims.map(([what, guests]) => [what, 'SIGKILL', guests] as const),
  ['kernel', 'SIGTERM', kernelsThatRun] as const,
])('a test whose %s gets %s has one more turn, and no other is hit', async (_, signal, guests) => {
  const running = start(['--jobs', '1', '--order', 'given', '--timeout', '5', ...paths]);
  await soon(60, () => running.text().includes('SIGSEGV') && guests().length > 0);
  killFirst(guests(), signal);
  expect(await running.ended).toBe(1);
  expect(wholeResults()!.tests.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual([
    ...[
      'passed exit',
      'failed exit',
      'errored panic',
      'failed signal',
      'passed exit',
      'skipped skip',
      'failed timeout',
    ],
  ]);
  expect(running.text()).toContain('fresh guest after signal-segv: sleep-1 runs again: ');
  await expectNothingLeft();
});

test.each(victims)(
  'where every %s is killed, the verdict tells of the machine, with exit code 3',
  async (what, guests) => {
    const running = start(paths.slice(-1));
    const killing = setInterval(() => killFirst(guests()), 50);
    expect(await running.ended.finally(() => clearInterval(killing))).toBe(3);
    expect(wholeResults()!.tests).toMatchObject([
      { reason: 'environment', message: expect.stringContaining(`the guest's ${what} was ended by SIGKILL`) },
    ]);
    await expectNothingLeft();
  },
);

test('a closed stdout ends the output and not the run', async () => {
  const words = [...command, ...kernelWords(anySeries), '--output', output, ...paths.slice(0, -1)];
  const env = { TMPDIR: temporary, UML_RUN_CACHE: join(place.path, 'cache') };
  const script = '"$@" 2>&1 | head -1; exit "$' + '{PIPESTATUS[0]}"';
  const { exitCode } = await execa('bash', ['-c', script, 'bash', ...words], { env, reject: false });
  expect(exitCode).toBe(1);
  expect(wholeResults()!.totals).toEqual({ passed: 2, failed: 2, skipped: 1, errored: 1, notRun: 0 });
  await expectNothingLeft();
});

test('of two runs in one folder, the second is refused, and the first keeps all that is its own', async () => {
  const first = start(paths.slice(0, 5));
  await soon(60, () => existsSync(join(output, 'logs')));
  const second = start(paths.slice(1, 2));
  expect(await second.ended).toBe(2);
  expect(second.text()).toMatch(/^uml-run: output folder "\S+" is in use by process \d+, since /m);
  expect(await first.ended).toBe(1);
  expect(wholeResults()!.tests.map(({ name }) => name)).toEqual(programs.slice(0, 5));
  await expectNothingLeft();
});

/**
 * Runs a script as root of a namespace of its own, in which it may mount; `$@` is the command with a run of three
 * tests.
 */
async function inNamespace(script: string, words: string[] = paths.slice(0, 2)) {
  const all = [...command, ...kernelWords(anySeries), '--cache', join(place.path, 'cache'), ...words];
  const { exitCode, stdout, stderr } = await execa('unshare', ['-rm', 'bash', '-c', script, 'bash', ...all], {
    cwd: place.path,
    env: { TMPDIR: temporary, OUTPUT: output },
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

test('a full disk at the output folder is told, with exit code 3, and nothing is left', async () => {
  mkdirSync(output);
  const script =
    'mount -t tmpfs -o size=64k none "$OUTPUT" && "$@" --output "$OUTPUT"; code=$?; ls "$OUTPUT"; exit $code';
  const { exitCode, stdout, stderr } = await inNamespace(script, [join(fixtures, 'bin/static/flood')]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringContaining('no room left on the disk') });
  expect(stderr).not.toMatch(/\n {4}at /);
  expect(stdout).not.toMatch(/\.tmp$/m);
  await expectNothingLeft();
});

test('a full disk at the temporary folder', async () => {
  const script = 'mount -t tmpfs -o size=100k none "$TMPDIR" && "$@" --output "$OUTPUT"';
  const { exitCode, stderr } = await inNamespace(script);
  expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringMatching(/TMPDIR/) });
  expect(stderr).not.toMatch(/\n {4}at /);
  await expectNothingLeft();
});

test('a temporary folder from which nothing may be executed is good enough', async () => {
  const script = 'mount -t tmpfs -o noexec none "$TMPDIR" && "$@" --output "$OUTPUT"';
  const { exitCode } = await inNamespace(script);
  expect(exitCode).toBe(1);
  expect(wholeResults()!.totals).toMatchObject({ passed: 1, failed: 1 });
});

test('a working folder that is read-only, and an output folder elsewhere', async () => {
  const folder = join(place.path, 'read-only');
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), '');
  chmodSync(folder, 0o555);
  const script = `mount --bind ${folder} ${folder} && mount -o remount,ro,bind ${folder} && cd ${folder} && "$@"`;
  const elsewhere = await inNamespace(`${script} --output "$OUTPUT"`);
  expect(elsewhere.exitCode).toBe(1);
  const here = await inNamespace(script);
  expect(here).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('uml-run-results') });
  expect(readdirSync(folder)).toEqual(['file']);
  await expectNothingLeft();
});

test('these tests run the bundle of this project', () => expect(command[1]).toBe(join(root, 'dist/cli.js')));
