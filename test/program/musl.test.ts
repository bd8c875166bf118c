import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readProgram } from '../../src/program/program.ts';
import { compile, library, write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const bare = ['-nostdlib', '-Wl,--no-as-needed'];
const start = 'void _start(void) {}';

/** A loader by musl's name under a prefix of its own, with the path file that belongs to it. */
function muslIn(folder: string, path: string): string {
  mkdirSync(join(folder, 'lib'));
  write(join(folder, 'etc/ld-musl-x86_64.path'), path, 0o644);
  return compile(join(folder, 'lib/ld-musl-x86_64.so.1'), start, '-shared', '-fPIC', ...bare);
}

test("musl's path file, its own libc, and DT_RUNPATH for all below", async () => {
  const folder = ownFolder();
  const loader = muslIn(folder, `${join(folder, 'first')}\n${join(folder, 'second')}:\n`);
  const libc = library(join(folder, 'link'), 'c', ...bare);
  const two = library(join(folder, 'run'), 'two', ...bare);
  const one = library(join(folder, 'second'), 'one', ...bare, two);
  const links = [...bare, one, libc, '-Wl,--allow-shlib-undefined', '-Wl,--enable-new-dtags'];
  const rpath = `-Wl,-rpath,${join(folder, 'run')}`;
  const path = compile(join(folder, 'main'), start, ...links, rpath, `-Wl,--dynamic-linker=${loader}`);

  expect(await readProgram(path)).toEqual({
    path,
    format: 'elf-dynamic',
    interpreter: loader,
    libraries: [
      { path: loader, source: loader },
      { path: one, source: one },
      { path: two, source: two },
      { path: join(folder, 'etc/ld-musl-x86_64.path'), source: join(folder, 'etc/ld-musl-x86_64.path') },
    ],
    siblings: [],
  });
});

test('a library that is in none of its folders', async () => {
  const folder = ownFolder();
  const loader = muslIn(folder, join(folder, 'first'));
  const one = library(join(folder, 'elsewhere'), 'one', ...bare);
  const path = compile(join(folder, 'main'), start, ...bare, one, `-Wl,--dynamic-linker=${loader}`);
  expect((await readProgram(path)).missing).toContain(
    `libone.so, needed by ${path}, was not found in ${join(folder, 'first')}: `,
  );
  const { libraries, missing } = await readProgram(path, {
    environment: { LD_LIBRARY_PATH: join(folder, 'elsewhere') },
  });
  expect(missing).toBeUndefined();
  expect(libraries).toContainEqual({ path: one, source: one });
});
