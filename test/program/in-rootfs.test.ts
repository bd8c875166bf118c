import { existsSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lookInRootfs } from '../../src/program/in-rootfs.ts';
import { compile, foreign, library, write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { ldd } from './ldd.ts';

const glibc = '/lib64/ld-linux-x86-64.so.2';

/** A rootfs by what it has: paths of the guest, and the files of this machine behind them. */
const rootfs = (files: Record<string, string>) => (path: string) => files[path];

/** This machine's own loader and libraries of a program, where they are. */
function filesOf(program: string): Record<string, string> {
  const libraries = Object.entries(ldd(program)).map(([name, path]) => [`/lib/x86_64-linux-gnu/${name}`, path]);
  return { [glibc]: realpathSync(glibc), ...Object.fromEntries(libraries) };
}

test('a program whose loader and libraries are there lacks nothing', () => {
  const program = compile(join(ownFolder(), 'p'), 'int main(void) { return 0; }');
  expect(lookInRootfs(program, rootfs(filesOf(program)), 'x')).toEqual({ siblings: [], libraries: [] });
});

test('the loader is named, or the library and who needs it', () => {
  const folder = ownFolder();
  const deep = library(folder, 'deep');
  library(folder, 'near', '-L', folder, '-Wl,--no-as-needed', '-ldeep');
  const program = compile(
    join(folder, 'p'),
    'int main(void) { return 0; }',
    '-L',
    folder,
    '-Wl,--no-as-needed,-rpath-link',
    folder,
    '-lnear',
  );
  expect(lookInRootfs(program, rootfs({}), 'mine')?.lacks).toBe(
    `needs the dynamic loader ${glibc}, which the rootfs "mine" does not have`,
  );
  const plain = compile(join(folder, 'q'), 'int main(void) { return 0; }');
  const some = filesOf(plain);
  expect(lookInRootfs(program, rootfs(some), 'mine')?.missing).toBe(
    'needs the library libnear.so, which the rootfs "mine" does not have',
  );
  const more = { ...some, '/usr/lib/libnear.so': join(folder, 'libnear.so') };
  expect(lookInRootfs(program, rootfs(more), 'mine')?.missing).toBe(
    'needs the library libdeep.so, which /usr/lib/libnear.so needs, which the rootfs "mine" does not have',
  );
  expect(lookInRootfs(program, rootfs({ ...more, '/usr/lib/libdeep.so': deep }), 'mine')).toEqual({
    siblings: [],
    libraries: [],
  });
});

test('LD_LIBRARY_PATH is looked for in the rootfs, after DT_RPATH and before DT_RUNPATH', () => {
  const folder = ownFolder();
  const [a, b] = [library(join(folder, 'a'), 'one'), library(join(folder, 'b'), 'one')];
  const needs = ['-Wl,--no-as-needed', a, '-Wl,-rpath,/opt/a'];
  // Only one of both can be loaded.
  write(b, 'no library');
  for (const [dtags, lacks] of [
    ['-Wl,--disable-new-dtags', false],
    ['-Wl,--enable-new-dtags', true],
  ] as const) {
    const program = compile(join(folder, `p${lacks}`), 'int main(void) { return 0; }', ...needs, dtags);
    const files = { ...filesOf(compile(join(folder, 'q'), 'int main(void) { return 0; }')), '/opt/b/libone.so': b };
    const found = lookInRootfs(program, rootfs({ ...files, '/opt/a/libone.so': a }), 'x', { libraryPath: ['/opt/b'] });
    expect(found?.lacks !== undefined).toBe(lacks);
    expect(
      lookInRootfs(program, rootfs({ ...files, '/opt/b/libone.so': a }), 'x', { libraryPath: ['/opt/b'] }),
    ).toEqual({ siblings: [], libraries: [] });
    expect(lookInRootfs(program, rootfs(files), 'x')?.missing).toMatch('needs the library libone.so');
  }
});

test("a library of the user's own comes along, though the rootfs has one of its name elsewhere", () => {
  const folder = ownFolder();
  const [two, other] = [library(join(folder, 'two'), 'two'), library(join(folder, 'other'), 'one')];
  const one = library(join(folder, 'lib'), 'one', '-Wl,--no-as-needed', two, `-Wl,-rpath,${folder}/lib/../two`);
  const code = 'int main(void) { return 0; }';
  const files = { ...filesOf(compile(join(folder, 'q'), code)), '/usr/lib/libone.so': other };
  const program = compile(join(folder, 'p'), code, '-Wl,--no-as-needed', one, `-Wl,-rpath,${folder}/lib`);
  const own = [one, two].map((path) => ({ path, source: path }));
  expect(lookInRootfs(program, rootfs(files), 'x', { bringsOwn: true })).toEqual({
    siblings: [],
    libraries: own,
    folders: [join(folder, 'lib')],
  });
  expect(lookInRootfs(program, rootfs(files), 'x')).toEqual({ siblings: [], libraries: [] });
  const said = compile(join(folder, 'r'), code, '-Wl,--no-as-needed', one, '-Wl,--allow-shlib-undefined');
  expect(lookInRootfs(said, rootfs(files), 'x', { bringsOwn: true, libraryPath: [join(folder, 'lib')] })).toMatchObject(
    {
      libraries: own,
    },
  );
});

test('a library beside the program comes along, whatever the rootfs has', () => {
  const folder = ownFolder();
  const beside = library(join(folder, 'lib'), 'beside');
  const program = compile(
    join(folder, 'p'),
    'int beside(void); int main(void) { return beside(); }',
    '-L',
    join(folder, 'lib'),
    '-lbeside',
    '-Wl,-rpath,$ORIGIN/lib',
  );
  const files = filesOf(compile(join(folder, 'q'), 'int main(void) { return 0; }'));
  expect(lookInRootfs(program, rootfs(files), 'x')).toEqual({
    siblings: [{ path: beside, source: beside }],
    libraries: [],
  });
});

test("a library of the rootfs that is older than the program's is said to be", () => {
  const folder = ownFolder();
  const program = compile(join(folder, 'p'), 'int main(void) { return 0; }');
  const files = filesOf(program);
  const script = join(folder, 'versions');
  writeFileSync(script, 'GLIBC_2.2.5 { global: puts; };');
  const old = compile(
    join(folder, 'libc.so.6'),
    'void puts(void) {}',
    '-shared',
    '-fPIC',
    '-nostdlib',
    '-Wl,-soname,libc.so.6',
    `-Wl,--version-script=${script}`,
  );
  const name = Object.keys(files).find((path) => path.endsWith('/libc.so.6'))!;
  // The loader has all versions in itself, so that it is taken for one that has none.
  const loader = compile(join(folder, 'ld.so'), 'int x;', '-shared', '-fPIC', '-nostdlib');
  const found = lookInRootfs(program, rootfs({ ...files, [glibc]: loader, [name]: old }), 'old');
  expect(found?.lacks).toMatch(/^needs GLIBC_2\.\d+, which is newer than the libraries of the rootfs "old"$/);
});

test("musl in the rootfs is no reason to take glibc's loader for gcompat's", () => {
  const program = compile(join(ownFolder(), 'p'), 'int main(void) { return 0; }');
  const files = { ...filesOf(program), '/lib/ld-musl-x86_64.so.1': '/nowhere' };
  expect(lookInRootfs(program, rootfs(files), 'x')).toEqual({ siblings: [], libraries: [] });
});

test('a damaged library is named', () => {
  const folder = ownFolder();
  const program = compile(join(folder, 'p'), 'int main(void) { return 0; }');
  const files = filesOf(program);
  const name = Object.keys(files).find((path) => path.endsWith('/libc.so.6'))!;
  const found = lookInRootfs(program, rootfs({ ...files, [name]: write(join(folder, 'damaged'), '\x7fELF') }), 'x');
  expect(found?.lacks).toMatch(/^needs .*, which is damaged in the rootfs "x": /);
});

test('what is not dynamically linked, or not for these kernels, is none of this', () => {
  const folder = ownFolder();
  expect(
    lookInRootfs(compile(join(folder, 's'), 'int main(void) { return 0; }', '-static'), rootfs({}), 'x'),
  ).toBeUndefined();
  expect(lookInRootfs(foreign(join(folder, 'i'), 'i386'), rootfs({}), 'x')).toBeUndefined();
  expect(lookInRootfs(write(join(folder, 't'), 'text'), rootfs({}), 'x')).toBeUndefined();
  rmSync(join(folder, 't'));
  expect(existsSync(join(folder, 't'))).toBe(false);
  expect(lookInRootfs(join(folder, 't'), rootfs({}), 'x')).toBeUndefined();
});
