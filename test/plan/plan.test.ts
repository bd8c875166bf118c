import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import type { UmlRunError } from '../../src/model/errors.ts';
import { type FindOptions, findTests, type PlanOptions, planTests } from '../../src/plan/plan.ts';
import { compile, foreign, library, write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function folderWith(...names: string[]): string {
  const folder = ownFolder();
  for (const name of names) script(folder, name);
  return folder;
}

function script(folder: string, name: string, mode?: number): string {
  return write(join(folder, name), '#!/bin/sh\n', mode);
}

async function plan(cwd: string, patterns: string[], options: Partial<FindOptions & PlanOptions> = {}) {
  const found = await findTests(patterns, { cwd, ...options });
  return planTests(found, { environment: {}, timeoutSeconds: 60, ...options });
}

async function pathsOf(cwd: string, ...patterns: string[]): Promise<string[]> {
  return (await plan(cwd, patterns)).map(({ program }) => relative(cwd, program.path));
}

async function errorOf(cwd: string, ...patterns: string[]): Promise<string> {
  const error: UmlRunError = await plan(cwd, patterns).then(
    () => expect.unreachable(),
    (error) => error,
  );
  expect(error).toMatchObject({ name: 'UmlRunError', kind: 'usage' });
  return error.message;
}

test('a test carries what the run gives it', async () => {
  const cwd = folderWith('one');
  const environment = { KEY: 'value' };
  expect(await plan(cwd, ['one'], { environment, timeoutSeconds: 2.5 })).toEqual([
    {
      name: 'one',
      program: { path: join(cwd, 'one'), format: 'script', interpreter: '/bin/sh', libraries: [], siblings: [] },
      arguments: [],
      environment,
      timeoutSeconds: 2.5,
    },
  ]);
});

test('files stay in the order in which they were named, and run once', async () => {
  const cwd = folderWith('b', 'a', 'sub/c');
  expect(await pathsOf(cwd, 'b', 'a', './b', 'sub/../a', join(cwd, 'sub/c'))).toEqual(['b', 'a', 'sub/c']);
});

test('a folder: its executables and links to them, in natural order, and nothing below', async () => {
  const cwd = folderWith('t/t10', 't/t9', 't/T1', 't/sub/t0', 't/.hidden');
  script(join(cwd, 't'), 'data', 0o644);
  symlinkSync('t9', join(cwd, 't/link'));
  symlinkSync('nowhere', join(cwd, 't/broken'));
  symlinkSync('sub', join(cwd, 't/link-to-folder'));
  library(join(cwd, 't'), 'one');
  expect(await pathsOf(cwd, 't')).toEqual(['t/.hidden', 't/T1', 't/link', 't/t9', 't/t10']);
});

test('a glob: only executables', async () => {
  const cwd = folderWith('t1', 't2', 't10', 'sub/t3');
  for (const name of ['t1.c', 't1.o', 'tMakefile']) script(cwd, name, 0o644);
  mkdirSync(join(cwd, 'tfolder'));
  expect(await pathsOf(cwd, 't*')).toEqual(['t1', 't2', 't10']);
  expect(await pathsOf(cwd, '**/t*')).toEqual(['sub/t3', 't1', 't2', 't10']);
  expect(await pathsOf(cwd, 't{1,2}', join(cwd, 't[12]'))).toEqual(['t1', 't2']);
});

/** Of a program or library that has a loader, PT_INTERP. */
const withLoader = 'const char loader[] __attribute__((section(".interp"))) = "/lib/x"; int main(void) { return 0; }';

/** A file of each kind that is no program, none executable. */
function othersIn(folder: string): void {
  for (const name of ['README.md', 'x.c', 'Makefile', 'empty'])
    write(join(folder, name), name === 'empty' ? '' : 'text', 0o644);
  compile(join(folder, 'x.o'), 'int x;', '-c');
  const libraries = [
    library(folder, 'plain'),
    compile(join(folder, 'libc.so'), withLoader, '-shared', '-fPIC', '-Wl,-soname,libc.so'),
  ];
  for (const path of [join(folder, 'x.o'), ...libraries]) chmodSync(path, 0o644);
  execaSync('mkfifo', [join(folder, 'pipe')]);
  symlinkSync('nowhere', join(folder, 'broken'));
}

/** A program of each kind that has lost its right to be executed, by name. */
const kinds: Record<string, (path: string) => string> = {
  'no-pie': (path) => compile(path, 'int main(void) { return 0; }', '-no-pie'),
  pie: (path) => compile(path, 'int main(void) { return 0; }', '-pie'),
  static: (path) => compile(path, 'int main(void) { return 0; }', '-static'),
  'static-pie': (path) => compile(path, 'int main(void) { return 0; }', '-static-pie'),
  'old pie': (path) => compile(path, withLoader, '-shared', '-fPIC'),
  'script.sh': (path) => write(path, '#!/bin/sh\n'),
};

test('programs that have lost their right to be executed are told of, and nothing else is', async () => {
  const cwd = folderWith('t/good');
  othersIn(join(cwd, 't'));
  for (const [name, make] of Object.entries(kinds)) chmodSync(make(join(cwd, 't', name)), 0o644);
  const words = "chmod +x t/no-pie 't/old pie' t/pie t/script.sh t/static t/static-pie";
  for (const patterns of [['t'], ['t/*'], ['**/*'], ['t', './t/*']]) {
    const told: string[] = [];
    expect(await pathsOf(cwd, ...patterns)).toEqual(['t/good']);
    await plan(cwd, patterns, { warn: (text) => told.push(text) });
    expect(told).toEqual([expect.stringMatching(new RegExp(`${words.replaceAll('+', '\\+')}$`))]);
  }
  const named: string[] = [];
  await plan(cwd, ['t', ...Object.keys(kinds).map((name) => `t/${name}`)], { warn: (text) => named.push(text) });
  expect(named).toEqual([]);
});

test('a folder or glob in which all programs have lost it: chmod +x, for each of them', async () => {
  const cwd = ownFolder();
  othersIn(join(cwd, 't'));
  const told: string[] = [];
  expect(await errorOf(cwd, 't')).toMatch(/no executable file directly in the folder "t": name another folder/);
  for (const name of ["it's", '-x']) script(join(cwd, 't'), name, 0o644);
  expect(await errorOf(cwd, 't')).toMatch(/: chmod \+x t\/-x 't\/it'\\''s'$/);
  expect(await errorOf(join(cwd, 't'), '.')).toMatch(/: chmod \+x \.\/-x 'it'\\''s'$/);
  const tests = await plan(cwd, ['t/*'], { warn: (text) => told.push(text) });
  expect(tests.map(({ program }) => [relative(cwd, program.path), program.problem, told])).toEqual([
    ['t/-x', expect.stringContaining('chmod +x'), []],
    ["t/it's", expect.stringContaining('chmod +x'), []],
  ]);
});

test('a glob of files that all cannot run: each stays, with its problem', async () => {
  const cwd = ownFolder();
  script(cwd, 'a.sh', 0o644);
  script(cwd, 'b.sh', 0o644);
  const tests = await plan(cwd, ['*.sh']);
  expect(tests.map(({ name, program }) => [name, program.problem])).toEqual([
    ['a.sh', expect.stringContaining('chmod +x')],
    ['b.sh', expect.stringContaining('chmod +x')],
  ]);
});

test('a file named by itself stays, whatever it is', async () => {
  const cwd = folderWith('good');
  script(cwd, 'bad', 0o644);
  execaSync('mkfifo', [join(cwd, 'pipe')]);
  const tests = await plan(cwd, ['bad', 'good', 'pipe']);
  expect(tests.map(({ program }) => program.problem)).toEqual([
    expect.stringContaining('is not executable'),
    undefined,
    expect.stringContaining('is a pipe'),
  ]);
});

test('a loop of links is gone through once', async () => {
  const cwd = folderWith('sub/t1');
  symlinkSync('..', join(cwd, 'sub/loop'));
  symlinkSync('sub', join(cwd, 'again'));
  expect(await pathsOf(cwd, '**/t1')).toEqual(['sub/t1']);
  expect(await pathsOf(cwd, 'again/*')).toEqual(['again/t1']);
});

const odd = [
  '-x',
  '!a',
  'a b',
  "q'q",
  'd"q',
  'new\nline',
  'tab\t',
  'ünï',
  '漢字',
  'br[1]',
  'st*r',
  '{c,d}',
  'b\\s',
  '$HOME',
];

test.each(odd)('an odd name by itself: %j', async (name) => {
  const cwd = folderWith(name);
  const [one, ...others] = await plan(cwd, [name]);
  expect(others).toEqual([]);
  expect(one).toMatchObject({ name, program: { path: join(cwd, name), format: 'script' } });
});

test('odd names in a folder and for a glob', async () => {
  const cwd = folderWith(...odd);
  expect((await pathsOf(cwd, '.')).sort()).toEqual([...odd].sort());
  expect((await pathsOf(cwd, '*')).sort()).toEqual([...odd].sort());
  expect((await pathsOf(cwd, '**')).sort()).toEqual([...odd].sort());
});

test('a name that is not UTF-8', async () => {
  const cwd = folderWith('good');
  execaSync('sh', ['-c', 'printf "#!/bin/sh\\n" > "$(printf "bad\\377")"; chmod +x bad*'], { cwd });
  expect(await errorOf(cwd, '.')).toContain('not valid UTF-8');
  expect(await errorOf(cwd, '*')).toContain('not valid UTF-8');
  expect(await errorOf(cwd, 'bad\ufffd')).toContain('not valid UTF-8');
});

test('no such file, and what may have been meant', async () => {
  const cwd = folderWith('exit-code', 'exit0', 'other');
  symlinkSync('gone', join(cwd, 'broken'));
  expect(await errorOf(cwd, 'exit-cod')).toBe(`test "exit-cod" not found: did you mean "exit-code" in "${cwd}"?`);
  expect(await errorOf(cwd, 'EXIT1')).toContain('did you mean "exit0"');
  expect(await errorOf(cwd, 'xyz')).toBe(`test "xyz" not found: no such file in "${cwd}"`);
  expect(await errorOf(cwd, 'no/xyz')).toContain(`the folder "${join(cwd, 'no')}" does not exist`);
  expect(await errorOf(cwd, 'broken')).toContain('it is a symbolic link to "gone", which does not exist');
  expect(await errorOf(cwd, 'other/x')).toContain('it, or a part of its path, is a file');
  expect(await errorOf(cwd, 'x'.repeat(300))).toContain('ENAMETOOLONG');
});

test('nothing to run', async () => {
  const cwd = folderWith('t/.hidden', 'nothing/deep/t');
  expect(await errorOf(cwd)).toContain('no test given');
  expect(await errorOf(cwd, '')).toContain('is empty');
  expect(await errorOf(cwd, 'zz*')).toBe(`no file in "${cwd}" matches the glob "zz*"`);
  expect(await errorOf(cwd, 't/*')).toContain('(* does not match names that begin with a dot)');
  expect(await errorOf(cwd, 'nothing')).toContain('no executable file directly in the folder "nothing"');
  expect(await errorOf(cwd, 'nothing/*')).toContain('matches the glob "nothing/*"');
});

test('same names from different folders', async () => {
  const cwd = folderWith('a/exit0', 'b/exit0', 'b/other', 'c/b/exit0');
  expect((await plan(cwd, ['a/exit0', 'b', 'c/b/exit0'])).map(({ name }) => name)).toEqual([
    'a/exit0',
    `${cwd.split('/').at(-1)}/b/exit0`,
    'other',
    'c/b/exit0',
  ]);
});

test('shards are parts of the whole, with the same names', async () => {
  const cwd = folderWith('a/t1', 'b/t1', 't2', 't3', 't4');
  const patterns = ['a', 'b', '.'];
  const all = (await plan(cwd, patterns)).map(({ name }) => name);
  const shards = [1, 2, 3].map((index) => plan(cwd, patterns, { shard: { index, count: 3 } }));
  const names = (await Promise.all(shards)).map((tests) => tests.map(({ name }) => name));
  expect(names).toEqual([[all[0], all[3]], [all[1], all[4]], [all[2]]]);
  expect(await plan(cwd, ['a'], { shard: { index: 2, count: 2 } })).toEqual([]);
});

test('what the guest has is asked for a loader that is not here', async () => {
  const cwd = ownFolder();
  compile(join(cwd, 'main'), 'int main(void) { return 0; }', '-Wl,--dynamic-linker=/lib/ld-nowhere.so');
  const [without] = await plan(cwd, ['main']);
  expect(without!.program.problem).toContain('/lib/ld-nowhere.so');
  const [having] = await plan(cwd, ['main'], { guestHas: (path) => path === '/lib/ld-nowhere.so' });
  expect(having!.program.problem).toBeUndefined();
});

test('what can run depends on what the kernels are for', async () => {
  const cwd = ownFolder();
  foreign(join(cwd, 'small'), 'i386');
  const problems = async (options: Partial<PlanOptions>) =>
    (await plan(cwd, ['small'], options)).map(({ program }) => program.problem);
  expect(await problems({ architecture: 'i386' })).toEqual([undefined]);
  expect(await problems({})).toEqual([expect.stringContaining('is built for i386')]);
});
