import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readProgram } from '../../src/program/program.ts';
import { umlExec, umlRun } from '../support/command.ts';
import { compile, library, write } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const kernels = kernelWords(...seriesFor('5.10', '7.2'));
const isRoot = process.getuid?.() === 0;
/** Folders that every guest has of its own, as far as this user may write there. */
const covered = ['/tmp', '/dev/shm', ...(isRoot ? ['/root', '/run'] : [])];
const callOne = 'int one(void); int main(void) { return one() != 1; }';
const rpath = (path: string) => `-Wl,-rpath,${path}`;

let folders: string[];
let programs: string[];

beforeAll(() => {
  folders = covered.map((parent) => realpathSync(mkdtempSync(join(parent, 'uml-run-test-'))));
  programs = folders.flatMap(programsIn);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** One program for each way to what lies in the folder. */
function programsIn(folder: string): string[] {
  const place = (name: string) => join(folder, `${name}-${folder.split('/').at(1)}`);
  const one = library(join(folder, 'lib'), 'one');
  mkdirSync(join(folder, 'bin'));
  symlinkSync('lib', join(folder, 'link'));
  const loader = join(folder, 'loader.so');
  copyFileSync('/lib64/ld-linux-x86-64.so.2', loader);
  const opens = `#include <dlfcn.h>\nint main(void) { return !dlopen("${one}", RTLD_NOW); }`;
  const spoils = `#include <stdio.h>\n#include <unistd.h>\nint one(void);
    int main(void) {
      if (access("${folder}/lib/mark", F_OK) == 0 || one() != 1) return 1;
      FILE *over = fopen("${one}", "w"), *mark = fopen("${folder}/lib/mark", "w");
      return over || !mark || unlink("${one}");
    }`;
  const interpreter = compile(join(folder, 'interpreter'), callOne, one, rpath(`${folder}/bin/../lib`));
  return [
    compile(place('by-rpath'), callOne, one, rpath(join(folder, 'lib'))),
    compile(place('by-link'), callOne, one, rpath(join(folder, 'link'))),
    compile(place('by-way'), callOne, one, rpath(`${folder}/bin/../lib`)),
    compile(place('by-loader'), 'int main(void) { return 0; }', `-Wl,--dynamic-linker,${loader}`),
    compile(place('by-dlopen'), opens),
    write(place('by-interpreter'), `#!${interpreter}\n`),
    write(place('by-script'), `#!${write(join(folder, 'script'), `#!${interpreter}\n`)}\n`),
    compile(place('spoil'), spoils, one, rpath(join(folder, 'lib'))),
    compile(place('spoil-again'), spoils, one, rpath(join(folder, 'lib'))),
  ];
}

test.each(['minimal', 'host'])(
  'programs find what they have in folders that a guest covers, and no test changes it for others (%s)',
  async (rootfs) => {
    const ran = await umlRun([...kernels, '--rootfs', rootfs, ...programs], { folder: ownFolder() });
    const bad = ran.results.tests.filter(({ verdict }) => verdict !== 'passed');
    expect(bad.map(({ name, kernel, message }) => `${name} on ${kernel}: ${message}`)).toEqual([]);
    expect(ran.results.tests.length).toBe(programs.length * ran.results.kernels.length);
    expect(folders.map((folder) => readdirSync(join(folder, 'lib')))).toEqual(folders.map(() => ['libone.so']));
  },
);

test('the Python of a virtual environment in /tmp runs a script, and knows its environment', async () => {
  const folder = ownFolder();
  const venv = join(folder, 'venv');
  write(join(venv, 'pyvenv.cfg'), 'home = /usr/bin\ninclude-system-site-packages = false\n', 0o644);
  mkdirSync(join(venv, 'bin'));
  symlinkSync('/usr/bin/python3', join(venv, 'bin/python3'));
  symlinkSync('python3', join(venv, 'bin/python'));
  const script = write(
    join(folder, 'in-venv.py'),
    `#!${venv}/bin/python\nimport json, sys\nassert sys.prefix == ${JSON.stringify(venv)}, sys.prefix\n`,
  );
  const { named } = await umlRun(['--kernel', 'distro:7.2', '--rootfs', 'host', script], { folder });
  expect(named['in-venv.py on 7.2']?.message).toBe('exited with 0');
});

test('a program finds its own library in /tmp, not one of that name that the rootfs has', async () => {
  const [folder, rootfs] = [ownFolder(), ownFolder()];
  const path = compile(join(folder, 'main'), callOne, library(join(folder, 'lib'), 'one'), rpath(join(folder, 'lib')));
  const { libraries } = await readProgram(path);
  for (const { path: place, source } of libraries.filter(({ path }) => !path.startsWith(folder)))
    write(join(rootfs, place), readFileSync(source));
  compile(
    join(rootfs, 'usr/lib/libone.so'),
    'int one(void) { return 2; }',
    '-shared',
    '-fPIC',
    '-Wl,-soname,libone.so',
  );
  const { said, exitCode } = await umlRun([...kernels, '--rootfs', rootfs, path], { folder });
  expect([exitCode, said]).toEqual([0, expect.anything()]);
});

test('libraries are found where LD_LIBRARY_PATH says, in every form', async () => {
  const folder = ownFolder();
  const [two, one] = [library(join(folder, 'far'), 'two'), join(folder, 'lib/libone.so')];
  compile(one, 'int two(void); int one(void) { return two(); }', '-shared', '-fPIC', two);
  const path = compile(join(folder, 'main'), callOne, one, '-Wl,--allow-shlib-undefined');
  const values = [
    `${folder}/lib:${folder}/far`,
    `${folder}/far;$ORIGIN/lib`,
    `${folder}/none/..:${folder}/lib:${folder}/far/../far`,
  ];
  mkdirSync(join(folder, 'none'));
  for (const value of values) {
    const words = [...kernels, '--env', `LD_LIBRARY_PATH=${value}`];
    const { exitCode, said } = await umlRun([...words, path], { folder });
    expect([value, exitCode, said]).toEqual([value, 0, expect.anything()]);
  }
  const value = `/programs${folder}/lib:/programs${folder}/far`;
  const words = ['--kernel', 'distro:7.2', '--include', 'lib', '--include', 'far', '--env', `LD_LIBRARY_PATH=${value}`];
  expect(await umlExec([...words, '--', path], { cwd: folder })).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a program is started without a library, and where that was needed, it is named', async () => {
  const folder = ownFolder();
  const lost = compile(join(folder, 'lost'), callOne, library(join(folder, 'lib'), 'one'));
  const hint = `libone.so, needed by ${lost}, was not found in /`;
  const { exitCode, named } = await umlRun([...kernels, lost], { folder });
  expect(exitCode).toBe(1);
  for (const { message, reason } of Object.values(named))
    expect([message, reason]).toEqual([expect.stringContaining(`exited with 127; ${hint}`), 'exit']);
  const ended = await umlExec(['--kernel', 'distro:7.2', '--', lost], { cwd: folder });
  expect(ended).toMatchObject({ exitCode: 127, stderr: expect.stringContaining(hint) });

  // Relative to the working folder, where only the guest can look.
  const words = ['--kernel', 'distro:7.2', '--env', 'LD_LIBRARY_PATH=lib', '--', lost];
  expect(await umlExec(words, { cwd: folder })).toMatchObject({ exitCode: 0, stderr: '' });
});

test("libtool's program runs, and its wrapper script says how where its shell is missing", async () => {
  const folder = ownFolder();
  const wrapped = compile(join(folder, '.libs/wrapped'), callOne, library(join(folder, 'built'), 'one'));
  const folders = `LD_LIBRARY_PATH="${folder}/built:$LD_LIBRARY_PATH"`;
  write(
    join(folder, 'wrapped'),
    `#! /bin/none\n\n# wrapped - temporary wrapper script for .libs/wrapped\n${folders}\n`,
  );
  const { named } = await umlRun(['--kernel', 'distro:7.2', wrapped, join(folder, 'wrapped')], { folder });
  expect(Object.values(named).map(({ message }) => message)).toEqual([
    'exited with 0',
    expect.stringMatching(/"\/bin\/none" is not in .* wrapper script of libtool.*\.libs\/wrapped"$/),
  ]);
});
