import { chmod, copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { MalformedFile } from '../../src/elf/bytes.ts';
import { isNewer, readNeeds, setInterpreter } from '../../src/elf/glibc-needs.ts';
import { hostGlibc } from '../../src/kernel/host-glibc.ts';
import { compile } from '../support/compile.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const hello = '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n';

test('what an executable needs is what readelf says', async () => {
  const { stdout: path } = await execa('which', ['apt-get']);
  for (const file of [process.execPath, path, '/bin/ls', '/bin/bash']) {
    const { stdout } = await execa('readelf', ['--wide', '--version-info', '--dynamic', file]);
    const versions = [...stdout.matchAll(/Name: GLIBC_(\d+\.\d+)/g)].map(([, version]) => version!);
    const newest = versions.sort((a, b) => (isNewer(a, b) ? -1 : 1))[0];
    const libraries = [...stdout.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name!);
    expect(readNeeds(file)).toEqual({ libraries, glibc: newest });
    expect(libraries).toContain('libc.so.6');
  }
});

test('a static executable needs nothing', async () => {
  expect(readNeeds(compile(join(ownFolder(), 'a'), hello, '-static'))).toEqual({ libraries: [], glibc: undefined });
});

test('what is not an executable is said to be none', async () => {
  const file = join(ownFolder(), 'text');
  await writeFile(file, '#!/bin/sh\necho this is a script, and no executable of the kind that is wanted\n');
  expect(() => readNeeds(file)).toThrow('it is not an ELF file');
});

test('an interpreter is set in place, where there is room', async () => {
  const file = compile(join(ownFolder(), 'a'), hello, `-Wl,--dynamic-linker=${'/'.repeat(200)}`);
  const { size } = await stat(file);
  const own = join(ownFolder(), 'loader');
  await copyFile('/lib64/ld-linux-x86-64.so.2', own);
  await chmod(own, 0o755);
  for (const loader of ['/lib64/ld-linux-x86-64.so.2', own]) {
    expect(setInterpreter(file, loader)).toBe(true);
    expect((await execa('readelf', ['--segments', '--wide', file])).stdout).toContain(`interpreter: ${loader}]`);
    expect((await execa(file)).stdout).toBe('hello');
  }
  const before = await readFile(file);
  expect(setInterpreter(file, `/${'x'.repeat(200)}`)).toBe(false);
  expect(await readFile(file)).toEqual(before);
  expect((await stat(file)).size).toBe(size);
});

test('versions are compared by number', () => {
  expect([isNewer('2.38', '2.4'), isNewer('2.4', '2.38'), isNewer('3.0', '2.99'), isNewer('2.36', '2.36')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("this machine's glibc is what its ldd says", async () => {
  const context = await openContext({ folder: ownFolder(), log: hear() });
  const { stdout } = await execa('ldd', ['--version']);
  expect(stdout.split('\n')[0]).toMatch(new RegExp(` ${(await hostGlibc(context)).replace('.', '\\.')}$`));
});

test('a damaged table of versions or dynamic section is a malformed file, and never a loop', async () => {
  const file = compile(join(ownFolder(), 'a'), hello);
  const good = await readFile(file);
  const damaged = join(ownFolder(), 'damaged');
  const change = fc.array(fc.tuple(fc.nat(0x400), fc.nat(255)), { minLength: 1, maxLength: 6 });
  const starts = [0, good.indexOf('GLIBC_2') - 0x200];
  await fc.assert(
    fc.asyncProperty(change, fc.constantFrom(...starts), async (changes, start) => {
      const bytes = Buffer.from(good);
      for (const [at, value] of changes) bytes[Math.max(0, start) + at] = value;
      await writeFile(damaged, bytes);
      try {
        readNeeds(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFile);
      }
    }),
    { numRuns: 300 },
  );
});
