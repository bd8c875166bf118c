/** The lines of docs/test-runners.md and docs/warm-guests.md, with the real tools: what passes here passes there, and so for what fails. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';
import { command, fixtures, root } from '../support/command.ts';
import { write } from '../support/compile.ts';
import type { Series } from '../support/kernels.ts';
import { folderIn, ownFolder } from '../support/temporary-folder.ts';

const lines = linesOf('docs/test-runners.md');
const warmLines = linesOf('docs/warm-guests.md').filter((line) => line.includes('$E'));

interface Case {
  /** What its line has. */
  runner: string;
  series: Series;
  above: string;
  project: string;
  /** What has to be done first, here. */
  before?: string;
  /** In the output of tests that all pass. */
  passed: RegExp;
  /** A file without which some fail. */
  data: string;
}

const autotools = 'autoreconf -i && ./configure';
const ofCargo = { project: 'cargo', passed: /5 passed; 0 failed/, data: 'tests/data/table.txt' };
const ofGo = { project: 'go', passed: /measures\s.*\nok .*measures\/inner\s/, data: 'testdata/table.txt' };
const ofCmake = { project: 'c', passed: /100% tests passed[\s\S]*skipped \(Skipped\)/, data: 'data/table.txt' };
const ofMeson = { project: 'c', passed: /Ok: +4 [\s\S]*Skipped: +1 /, data: 'data/table.txt' };
const ofMake = { project: 'c', passed: /# PASS: +3\n# SKIP: +1\n/, data: 'data/table.txt' };
const ofPytest = { project: 'python', passed: /7 passed/, data: 'tests/data/table.txt' };

const cases: Case[] = [
  { runner: 'RUNNER=', series: '7.2', above: '/root', ...ofCargo },
  { runner: 'go test -exec', series: '7.2', above: '/tmp', ...ofGo },
  { runner: 'EMULATOR=', series: '5.10', above: '/srv', ...ofCmake },
  { runner: '--wrapper', series: '5.10', above: '/root', before: 'meson setup build', ...ofMeson },
  { runner: 'LOG_COMPILER=', series: '5.10', above: '/tmp', before: autotools, ...ofMake },
  { runner: '-- make check', series: '7.2', above: '/srv', before: autotools, ...ofMake },
  { runner: '-- ctest', series: '7.2', above: '/tmp', before: 'cmake -B build && cmake --build build', ...ofCmake },
  { runner: '-- meson', series: '7.2', above: '/srv', before: 'meson setup build', ...ofMeson },
  { runner: '-- pytest', series: '5.10', above: '/root', ...ofPytest },
  { runner: '-- cargo', series: '7.2', above: '/srv', before: 'cargo test --no-run', ...ofCargo },
  { runner: '-- go test', series: '7.2', above: '/root', ...ofGo },
];

test.each(cases)(
  '$runner on $series in $above',
  async ({ runner, series, above, project, before = ':', passed, data }) => {
    const { folder, run, runHere } = projectIn(above, project, series);
    expect((await runHere(before)).exitCode).toBe(0);
    const line = lineWith(runner);
    const ran = await run(line);
    expect(ran.all).toMatch(passed);
    expect(ran.exitCode).toBe(0);
    if (line.includes('c.out')) expect(readFileSync(join(folder, 'c.out'), 'utf8')).toMatch(/inner\.go:.* 1 1\n/);
    rmSync(join(folder, data));
    const failed = await run(line);
    expect(failed.exitCode, failed.all).toBe((await runHere(line)).exitCode);
    expect(failed.exitCode).not.toBe(0);
  },
  900_000,
);

test('"./configure" makes here what it makes in the guest', async () => {
  const { run, runHere } = projectIn('/srv', 'c', '7.2');
  expect((await runHere('autoreconf -i')).exitCode).toBe(0);
  expect((await run(lineWith('./configure'))).exitCode).toBe(0);
  expect((await runHere('make check')).all).toMatch(ofMake.passed);
}, 900_000);

test('each line of the page is run', () => {
  const runners = [...cases.map(({ runner }) => runner), './configure'];
  expect(lines.map((line) => runners.filter((runner) => line.includes(runner)).length)).toEqual(lines.map(() => 1));
});

const warmCases: (Omit<Case, 'series' | 'above'> & { source: string })[] = [
  { runner: 'RUNNER=', ...ofCargo, source: 'src/lib.rs' },
  { runner: '-exec', ...ofGo, passed: /ok .*measures\/inner\s/, source: 'measures.go' },
  { runner: 'ctest', ...ofCmake, source: 'measures.c' },
  { runner: 'meson', before: 'meson setup build', ...ofMeson, source: 'measures.c' },
  { runner: 'make check', before: autotools, ...ofMake, source: 'measures.c' },
];

test.each(warmCases)(
  '$runner in guests that are ready, which run what was built last',
  async (one) => {
    const { folder, runHere, runWarm } = projectIn('/srv', one.project, '7.2');
    expect((await runHere(one.before ?? ':')).exitCode).toBe(0);
    const line = lineWith(one.runner, warmLines);
    const ran = await runWarm(line);
    expect(ran.all).toMatch(one.passed);
    expect(ran.exitCode).toBe(0);
    const data = join(folder, one.data);
    const table = readFileSync(data);
    rmSync(data);
    expect((await runWarm(line)).exitCode).not.toBe(0);
    writeFileSync(data, table);
    expect((await runWarm(line)).all).toMatch(one.passed);
    const source = join(folder, one.source);
    writeFileSync(source, readFileSync(source, 'utf8').replaceAll('+ 32', '+ 33'));
    expect((await runWarm(line)).exitCode).not.toBe(0);
  },
  900_000,
);

test('each line of the page on warm guests is run', () => {
  const runners = warmCases.map(({ runner }) => runner);
  expect(warmLines.map((line) => runners.filter((one) => line.includes(one)).length)).toEqual(warmLines.map(() => 1));
});

function linesOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) => block.trim().split('\n'));
}

function lineWith(runner: string, among = lines): string {
  const [line = ''] = among.filter((one) => one.includes(runner));
  return line;
}

const commands = {
  there: `exec ${command.join(' ')} "$@"`,
  here: 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"',
};

/** A copy of a project, and how to run a line in it: with the command, or with one that starts programs here. */
function projectIn(above: string, name: string, series: Series) {
  const folder = folderIn(above);
  cpSync(join(fixtures, 'projects', name), folder, { recursive: true });
  const tools = ownFolder();
  const runner = (where: keyof typeof commands) => {
    write(join(tools, where, 'uml-run'), `#!/bin/sh\n${commands[where]}\n`);
    const PATH = `${join(tools, where)}:/usr/bin:/bin`;
    const env = { PATH, MEASURES_MODE: 'full', UML_RUN_KERNEL: `distro:${series}` };
    return (line: string) => execa('sh', ['-c', line], { cwd: folder, env, all: true, reject: false, stdin: 'ignore' });
  };
  return { folder, run: runner('there'), runHere: runner('here'), runWarm: warmRunner(folder, series) };
}

/** As the page says, with servers that end with the test. */
function warmRunner(folder: string, series: Series) {
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    XDG_RUNTIME_DIR: ownFolder(),
    MEASURES_MODE: 'full',
    UML_RUN_KERNEL: `distro:${series}`,
    UML_RUN_QUIET: '1',
    UML_RUN_WORKDIR: folder,
    E: relative(folder, nativeFile('uml-run-exec')),
  };
  return async (line: string) => {
    onTestFinished(async () => void (await execa(command[0], [command[1], 'serve', '--stop'], { env })));
    return execa('sh', ['-c', line], { cwd: folder, env, all: true, reject: false, stdin: 'ignore' });
  };
}
