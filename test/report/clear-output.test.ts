import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { outputPaths } from '../../src/guest/output-paths.ts';
import { takeOver } from '../../src/report/output-folder.ts';
import { loadRenderers } from '../../src/report/renderers.ts';
import { writeReports } from '../../src/report/write-reports.ts';
import { guest, kernel, peer, results, testResult } from '../support/sample-results.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const names = ['a.sh', 'sub/deep/b', 'a.sh.later', `${'long/'.repeat(250)}c`];
const renderers = await loadRenderers();
let folder: string;

beforeEach(() => {
  folder = ownFolder();
});

function earlierRun(): string[] {
  const tests = ['7.2.1', '6.1 (./linux)'].flatMap((on) =>
    names.map((name) => testResult(name, on, 'passed', 'exit', outputPaths('logs', on, name))),
  );
  writeReports(
    {
      ...results([kernel('7.2.1'), kernel('6.1 (./linux)')], tests),
      guests: [{ ...guest('7.2.1'), capture: 'logs/guests.pcapng' }],
    },
    folder,
    renderers,
  );
  const outputs = tests.flatMap(({ stdout, stderr }) => [
    stdout,
    stderr,
    ...['.later.stderr', '.round-12.stdout', '.artifacts/core/1', '.later.artifacts/x'].map((ending) =>
      stdout.replace('.stdout', ending),
    ),
  ]);
  // The run was killed before results.json told of its last guests.
  const consoles = ['7.2.1-1', '7.2.1-2', '6.1%20%28.%2flinux%29-10'].map((id) => `logs/${id}.log`);
  const captures = ['logs/7.2.1-2.pcapng', 'logs/guests.pcapng'];
  return [...outputs, ...consoles, ...captures];
}

function write(paths: string[]): string[] {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), 'content');
  }
  return paths;
}

const filesIn = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .toSorted();

test('takes away all that an earlier run made, folders too', () => {
  write(earlierRun());
  write(['report.html.0.tmp']);
  takeOver(folder);
  expect(readdirSync(folder)).toEqual([]);
});

test('takes away the capture of guests of which none came up', () => {
  writeReports({ ...results([kernel('7.2.1')], []), peers: [peer('server')] }, folder, renderers);
  write(['logs/guests.pcapng', 'logs/peer-server.ready.log']);
  takeOver(folder);
  expect(readdirSync(folder)).toEqual([]);
});

test('leaves alone what uml-run did not make, wherever it lies', () => {
  write(earlierRun());
  const others = write([
    ...['mine.xml', 'mine.7.tmp', `results.json.${process.pid}.tmp`, 'logs/mine', 'logs/mine.log', 'logs/5.10.1-1.log'],
    ...['logs/7.2.1-1.log.bak', 'logs/7.2.1/mine.stdout', 'logs/7.2.1/a.sh.txt', 'logs/7.2.1/sub/deep/bb.stdout'],
    ...['logs/7.2.1/sub/b.artifacts/x', 'logs/5.10.1/a.sh.stdout', 'logs/a.sh.stdout', 'a.sh.stdout'],
  ]);
  takeOver(folder);
  expect(filesIn(folder)).toEqual(others.toSorted());
});

test('leaves alone a folder in the place of a file', () => {
  earlierRun();
  const others = write(['logs/7.2.1/a.sh.stdout/mine', 'logs/7.2.1-1.log/mine']);
  takeOver(folder);
  expect(filesIn(folder)).toEqual(others.toSorted());
});

test.each(['logs', 'logs/7.2.1', 'logs/7.2.1/sub', 'logs/7.2.1/sub/deep/b.artifacts'])(
  'follows no symbolic link: %s',
  (path) => {
    write(earlierRun());
    const elsewhere = ownFolder();
    cpSync(join(folder, path), elsewhere, { recursive: true });
    const before = filesIn(elsewhere);
    rmSync(join(folder, path), { recursive: true });
    symlinkSync(elsewhere, join(folder, path));
    takeOver(folder);
    expect(filesIn(elsewhere)).toEqual(before);
  },
);

test('an output folder that is itself a symbolic link is cleared', () => {
  write(earlierRun());
  const link = join(ownFolder(), 'link');
  symlinkSync(folder, link);
  takeOver(link);
  expect(readdirSync(folder)).toEqual([]);
});

test('does not believe a results.json that names files elsewhere', () => {
  const outside = ownFolder();
  writeFileSync(join(outside, 'x.stdout'), 'precious');
  const stdouts = [join(outside, 'x.stdout'), 'logs/../mine.stdout', 'mine.stdout', 'logs/./7/mine.stdout'];
  const tests = stdouts.map((stdout) => testResult('x', '7', 'passed', 'exit', { stdout }));
  writeReports(results([kernel('7')], tests), folder, renderers);
  const mine = write(['logs/7/mine.stdout', 'mine.stdout']);
  takeOver(folder);
  expect(filesIn(folder)).toEqual(mine.toSorted());
  expect(readFileSync(join(outside, 'x.stdout'), 'utf8')).toBe('precious');
});

test('reports go even where a damaged results.json cannot tell of logs', () => {
  const made = write(earlierRun());
  write(['results.json']);
  takeOver(folder);
  expect(filesIn(folder)).toEqual(made.toSorted());
});
