import { copyFileSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import type { Program } from '../../src/model/tests.ts';
import { readProgram } from '../../src/program/program.ts';
import { compile, foreign, library, write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { ldd } from './ldd.ts';

const loader = '/lib64/ld-linux-x86-64.so.2';
const main = 'int main(void) { return 0; }';
const keep = '-Wl,--no-as-needed';
const inherited = '-Wl,--disable-new-dtags';
const own = '-Wl,--enable-new-dtags';
const rpath = (path: string) => `-Wl,-rpath,${path}`;

/** The libraries by name, without the loader and those that libc opens by itself. */
function found({ libraries, siblings }: Program): Record<string, string> {
  const byItself = /^(ld-linux.*|libgcc_s\.so\.1|libnss_.*|ld\.so\.cache)$/;
  const files = [...libraries, ...siblings].filter(({ path }) => !byItself.test(basename(path)));
  return Object.fromEntries(files.map(({ path, source }) => [basename(path), source]));
}

test('a plain program needs the loader, libc, and what libc opens by itself', async () => {
  const folder = ownFolder();
  const program = await readProgram(compile(join(folder, 'main'), main));
  expect(program).toMatchObject({ format: 'elf-dynamic', interpreter: loader, siblings: [] });
  expect([program.problem, program.missing]).toEqual([undefined, undefined]);
  expect(program.libraries[0]).toEqual({ path: loader, source: realpathSync(loader) });
  expect(found(program)).toEqual(ldd(program.path));
  const libc = program.libraries.find(({ path }) => path.endsWith('/libc.so.6'))!;
  expect(program.libraries.map(({ path }) => path)).toContain(join(dirname(libc.path), 'libgcc_s.so.1'));
  expect(program.libraries.map(({ path }) => path)).not.toContain('/etc/ld.so.cache');
});

test('DT_RUNPATH with an absolute folder', async () => {
  const folder = ownFolder();
  const one = library(join(folder, 'lib'), 'one');
  const program = await readProgram(compile(join(folder, 'main'), main, keep, one, own, rpath(join(folder, 'lib'))));
  expect(program.libraries).toContainEqual({ path: one, source: one });
  expect(found(program)).toEqual(ldd(program.path));
});

/** A program that needs libone.so, and one library of that name in each of these folders. */
function choices(folder: string, folders: string[], ...flags: string[]) {
  const [first] = folders.map((name) => library(join(folder, name), 'one'));
  return compile(join(folder, 'bin/main'), main, keep, first!, ...flags);
}

async function chosen(path: string, LD_LIBRARY_PATH: string): Promise<string | undefined> {
  const program = await readProgram(path, { environment: { LD_LIBRARY_PATH } });
  expect(program.missing === undefined).toBe('libone.so' in found(program));
  return found(program)['libone.so'];
}

test('LD_LIBRARY_PATH comes after DT_RPATH, and before DT_RUNPATH', async () => {
  for (const [dtags, first] of [
    [inherited, 'own'],
    [own, 'said'],
  ] as const) {
    const folder = ownFolder();
    const path = choices(folder, ['own', 'said'], dtags, rpath(join(folder, 'own')));
    const said = join(folder, 'said');
    expect(await chosen(path, said)).toBe(join(folder, first, 'libone.so'));
    expect(ldd(path, { LD_LIBRARY_PATH: said })['libone.so']).toBe(join(folder, first, 'libone.so'));
  }
});

test('LD_LIBRARY_PATH serves libraries, too; its folders are in order, with : or ; between them, and tokens', async () => {
  const folder = ownFolder();
  const two = library(join(folder, 'b'), 'two');
  const one = library(join(folder, 'a'), 'one', keep, two);
  const path = compile(join(folder, 'bin/main'), main, keep, one, '-Wl,--allow-shlib-undefined');
  library(join(folder, 'b'), 'one');
  for (const value of [
    `${folder}/a:${folder}/b`,
    `${folder}/none;${folder}/a/;${folder}/b`,
    `$ORIGIN/../a:${folder}/b`,
  ]) {
    const program = await readProgram(path, { environment: { LD_LIBRARY_PATH: value } });
    expect(program.missing).toBeUndefined();
    expect(found(program)).toEqual(ldd(path, { LD_LIBRARY_PATH: value }));
    expect(found(program)).toMatchObject({ 'libone.so': one, 'libtwo.so': two });
  }
});

test('what LD_LIBRARY_PATH has in the working folder is left to the program', async () => {
  const folder = ownFolder();
  const path = choices(folder, ['lib']);
  for (const value of ['', ':', 'lib', './lib:', `:${relative('/', folder)}/lib`])
    expect(await chosen(path, value)).toBeUndefined();
});

test('LD_LIBRARY_PATH may name what --include brings, by its place in the guest', async () => {
  const folder = ownFolder();
  const two = library(join(folder, 'two'), 'two');
  const one = library(join(folder, 'lib'), 'one', keep, two, own, rpath(join(folder, 'two')));
  const path = compile(join(folder, 'main'), main, keep, one, '-Wl,--allow-shlib-undefined');
  const { libraries, missing } = await readProgram(path, {
    environment: { LD_LIBRARY_PATH: `/programs${folder}/lib` },
  });
  expect(missing).toBeUndefined();
  expect(libraries).toContainEqual({ path: `/programs${one}`, source: one });
  expect(libraries).toContainEqual({ path: two, source: two });
});

test('folders that a path goes through and out of again are kept, for the loader of the guest goes the same way', async () => {
  const folder = ownFolder();
  const one = library(join(folder, 'lib'), 'one');
  mkdirSync(join(folder, 'bin/deep'), { recursive: true });
  const way = rpath(`${folder}/bin/deep/../../lib`);
  const program = await readProgram(compile(join(folder, 'main'), main, keep, one, own, way));
  expect([program.problem, program.missing]).toEqual([undefined, undefined]);
  expect(program.libraries).toContainEqual({ path: one, source: one });
  expect(program.folders?.sort()).toEqual([join(folder, 'bin'), join(folder, 'bin/deep')]);
});

test('a library that the program opens by its absolute path comes along, with what it needs', async () => {
  const folder = ownFolder();
  const two = library(join(folder, 'two'), 'two');
  const plugin = library(join(folder, 'plugins'), 'plugin', keep, two, own, rpath(join(folder, 'two')));
  write(join(folder, 'plugins/text.so'), 'no library');
  foreign(join(folder, 'plugins/foreign.so'), 'i386', '-shared');
  const paths = ['libplugin.so', 'text.so', 'foreign.so', 'absent.so'].map((name) => join(folder, 'plugins', name));
  const code = `const char *paths[] = { ${paths.map((path) => `"${path}"`).join()} }; const char *more = "x/a.so./b.so"; int main(void) { return !paths[0]; }`;
  const { libraries, problem, missing } = await readProgram(compile(join(folder, 'main'), code));
  expect([problem, missing]).toEqual([undefined, undefined]);
  const brought = libraries.map(({ path }) => path).filter((path) => path.startsWith(folder));
  expect(brought.sort()).toEqual([plugin, two]);
});

test('DT_RPATH of the program serves its libraries too', async () => {
  const folder = ownFolder();
  const two = library(join(folder, 'two'), 'two');
  const one = library(join(folder, 'one'), 'one', keep, two);
  const folders = `${join(folder, 'one')}:${join(folder, 'two')}`;
  const program = await readProgram(compile(join(folder, 'main'), main, keep, one, inherited, rpath(folders)));
  expect([program.problem, program.missing]).toEqual([undefined, undefined]);
  expect(program.libraries).toContainEqual({ path: two, source: two });
  expect(found(program)).toEqual(ldd(program.path));
});

test('DT_RUNPATH does not, and the message says who needs what', async () => {
  const folder = ownFolder();
  const two = library(join(folder, 'two'), 'two');
  const one = library(join(folder, 'one'), 'one', keep, two);
  const folders = `${join(folder, 'one')}:${join(folder, 'two')}`;
  const path = compile(join(folder, 'main'), main, keep, one, own, rpath(folders), '-Wl,--allow-shlib-undefined');
  expect(ldd(path)).not.toHaveProperty('libtwo.so');
  const { problem, missing, libraries } = await readProgram(path);
  expect(problem).toBeUndefined();
  expect(missing).toMatch(`libtwo.so, needed by ${one}, was not found in /`);
  expect(missing).toMatch(/--env LD_LIBRARY_PATH=.*--include/);
  expect(libraries).toContainEqual({ path: one, source: one });
});

test('a relative DT_RUNPATH: the message says what it starts at', async () => {
  const folder = ownFolder();
  const one = library(folder, 'one', '-Wl,-soname,libone.so');
  const path = compile(join(folder, 'main'), main, keep, one, own, rpath('./:lib'));
  const { missing } = await readProgram(path);
  expect(missing).toContain(', and its rpath "./:lib" starts at the folder that it runs in (--workdir): name');
});

test('$ORIGIN in both forms: libraries beside the program', async () => {
  const folder = ownFolder();
  const two = library(join(folder, 'lib/sub'), 'two');
  const one = library(join(folder, 'lib'), 'one', keep, two, own, rpath(`\${ORIGIN}/sub`));
  const path = compile(join(folder, 'bin/main'), main, keep, one, own, rpath('$ORIGIN/../lib'));
  const program = await readProgram(path);
  expect(program.siblings).toEqual([
    { path: one, source: one },
    { path: two, source: two },
  ]);
  expect(found(program)).toEqual(ldd(path));
});

test('$ORIGIN of a program behind a symbolic link is where the file is; in the guest, where the link was', async () => {
  const folder = ownFolder();
  const one = library(join(folder, 'real/lib'), 'one');
  const path = compile(join(folder, 'real/bin/main'), main, keep, one, own, rpath('$ORIGIN/../lib'));
  mkdirSync(join(folder, 'links'));
  symlinkSync(path, join(folder, 'links/main'));
  const program = await readProgram(join(folder, 'links/main'));
  expect(program.path).toBe(join(folder, 'links/main'));
  expect(program.siblings).toEqual([{ path: join(folder, 'lib/libone.so'), source: one }]);
});

test('$LIB and $PLATFORM', async () => {
  const folder = ownFolder();
  const libcFolder = dirname(
    (await readProgram(compile(join(folder, 'plain'), main))).libraries.find(({ path }) => /libc\.so/.test(path))!.path,
  );
  const one = library(join(folder, libcFolder), 'one');
  const two = library(join(folder, 'x86_64'), 'two');
  const folders = `$ORIGIN/$LIB:${folder}/\${PLATFORM}`;
  const path = compile(join(folder, 'main'), main, keep, one, two, own, rpath(folders));
  const program = await readProgram(path);
  expect([program.problem, program.missing]).toEqual([undefined, undefined]);
  expect(program.siblings).toEqual([{ path: one, source: one }]);
  expect(program.libraries).toContainEqual({ path: two, source: two });
});

test('a library for another machine is passed over', async () => {
  const folder = ownFolder();
  const one = library(join(folder, 'right'), 'one');
  const wrong = foreign(join(folder, 'wrong/libone.so'), 'i386', '-shared');
  const folders = `${join(folder, 'wrong')}:${join(folder, 'right')}`;
  const program = await readProgram(compile(join(folder, 'main'), main, keep, one, own, rpath(folders)));
  expect(program.libraries).toContainEqual({ path: one, source: one });
  expect(found(program)).toEqual(ldd(program.path));

  const lost = compile(join(folder, 'lost'), main, keep, one, own, rpath(join(folder, 'wrong')));
  expect((await readProgram(lost)).missing).toContain(
    `libone.so (${wrong} is for i386), needed by ${lost}, was not found in ${join(folder, 'wrong')}, /`,
  );
});

test('a library that is no ELF file is named', async () => {
  const folder = ownFolder();
  const one = library(join(folder, 'lib'), 'one');
  const path = compile(join(folder, 'main'), main, keep, one, own, rpath(join(folder, 'lib')));
  write(one, 'INPUT(-lother)\n');
  expect((await readProgram(path)).problem).toBe(`needs ${one}, which is damaged: it is not an ELF file`);
  rmSync(one);
  mkdirSync(one);
  expect((await readProgram(path)).problem).toBe(`needs ${one}, which is damaged: it is not a regular file`);
});

test('the plain library is preferred to one for newer CPUs, which is taken where it is the only one', async () => {
  const folder = ownFolder();
  const one = library(join(folder, 'lib'), 'one');
  const only = library(join(folder, 'lib'), 'only');
  const newer = join(folder, 'lib/glibc-hwcaps/x86-64-v2');
  mkdirSync(newer, { recursive: true });
  copyFileSync(one, join(newer, 'libone.so'));
  const path = compile(join(folder, 'main'), main, keep, one, only, own, rpath(join(folder, 'lib')));
  copyFileSync(only, join(newer, 'libonly.so'));
  write(only, foreignBytes(folder));
  expect(found(await readProgram(path))).toMatchObject({
    'libone.so': one,
    'libonly.so': join(newer, 'libonly.so'),
  });
});

function foreignBytes(folder: string): Buffer {
  const path = foreign(join(folder, 'foreign'), 'i386', '-shared');
  return readFileSync(path);
}

test('each library is listed once, however often it is needed', async () => {
  const folder = ownFolder();
  const two = library(folder, 'two');
  const one = library(folder, 'one', keep, two, own, rpath('$ORIGIN'));
  const program = await readProgram(compile(join(folder, 'main'), main, keep, one, two, one, own, rpath('$ORIGIN')));
  const paths = [...program.libraries, ...program.siblings].map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});

test('a library needed by an absolute path', async () => {
  const folder = ownFolder();
  const one = compile(join(folder, 'libone.so'), 'int one;', '-shared', '-fPIC');
  const program = await readProgram(compile(join(folder, 'main'), main, keep, one));
  expect(program.libraries).toContainEqual({ path: one, source: one });
});

test('a library needed by a relative path', async () => {
  const folder = ownFolder();
  const one = compile(join(folder, 'libone.so'), 'int one;', '-shared', '-fPIC', '-Wl,-soname,sub/libone.so');
  const path = compile(join(folder, 'main'), main, keep, one);
  expect((await readProgram(path)).missing).toContain(
    `sub/libone.so, needed by ${path}, is a path from the working folder: link it as `,
  );
});

test('a loader that is not there, unless the guest has it', async () => {
  const folder = ownFolder();
  const path = compile(join(folder, 'main'), main, '-Wl,--dynamic-linker=/lib/ld-musl-nowhere.so.1');
  expect((await readProgram(path)).problem).toBe(
    'needs the dynamic loader /lib/ld-musl-nowhere.so.1, which is not on this machine (it is in the package ' +
      'musl): install it, or link the program statically (-static)',
  );
  const asked: string[] = [];
  const guestHas = (file: string) => asked.push(file) > 0;
  expect(await readProgram(path, { guestHas })).toEqual({
    path,
    format: 'elf-dynamic',
    interpreter: '/lib/ld-musl-nowhere.so.1',
    libraries: [],
    siblings: [],
  });
  expect(asked).toEqual(['/lib/ld-musl-nowhere.so.1']);
});

test('a loader for another machine', async () => {
  const folder = ownFolder();
  const other = foreign(join(folder, 'ld.so'), 'i386', '-shared');
  const path = compile(join(folder, 'main'), main, `-Wl,--dynamic-linker=${other}`);
  expect((await readProgram(path)).problem).toContain(`has the dynamic loader ${other}, which is built for i386`);
});

test("a library that is a program, as glibc's own is", async () => {
  const folder = ownFolder();
  const plain = await readProgram(compile(join(folder, 'main'), main));
  const libc = plain.libraries.find(({ path }) => path.endsWith('/libc.so.6'))!;
  const program = await readProgram(libc.path);
  expect(program).toMatchObject({ format: 'elf-dynamic', interpreter: loader });
  expect([program.problem, program.missing]).toEqual([undefined, undefined]);
});
