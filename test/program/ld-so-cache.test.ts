import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Elf } from '../../src/elf/elf.ts';
import { glibcRules } from '../../src/program/glibc.ts';
import { parseCache, readLibraryCache } from '../../src/program/ld-so-cache.ts';
import { foreign, library, write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** A cache by the real ldconfig, which is in a folder that is not on every user's PATH. */
function ldconfig(folder: string, format: string, ...libraries: string[]): string {
  const cache = join(folder, `cache-${format}`);
  const conf = write(join(folder, 'ld.so.conf'), libraries.map((one) => `${one}\n`).join(''), 0o644);
  const env = { PATH: `${process.env.PATH}:/sbin:/usr/sbin` };
  execaSync('ldconfig', ['-X', '-c', format, '-C', cache, '-f', conf], { env });
  return cache;
}

function folderOfLibraries(): { folder: string; one: string; newer: string } {
  const folder = ownFolder();
  const one = library(join(folder, 'lib'), 'one');
  foreign(join(folder, 'lib32/libone.so'), 'i386', '-shared', '-soname', 'libone.so');
  const newer = join(folder, 'lib/glibc-hwcaps/x86-64-v2/libone.so');
  mkdirSync(join(newer, '..'), { recursive: true });
  copyFileSync(one, newer);
  return { folder, one, newer };
}

test.each(['new', 'compat'])('a cache in the format %s', (format) => {
  const { folder, one, newer } = folderOfLibraries();
  const lookup = readLibraryCache(ldconfig(folder, format, join(folder, 'lib32'), join(folder, 'lib')));
  expect(lookup('libone.so')).toEqual([one, newer]);
  expect(lookup('libc.so.6')).toHaveLength(1);
  expect(lookup('libnowhere.so')).toEqual([]);
});

test('the guest gets the cache, and what else it says of a library, only where it is needed', () => {
  const { folder, one, newer } = folderOfLibraries();
  const cache = ldconfig(folder, 'new', join(folder, 'lib'));
  const rules = glibcRules('/lib64/ld-linux-x86-64.so.2', [], cache);
  const elf: Elf = { bits: 64, bigEndian: false, machine: 62, type: 'shared', hasEntry: true };
  const by = { elf, hostPath: join(folder, 'main'), guestPath: join(folder, 'main'), beside: true };

  expect([...rules.candidates('libone.so', by)][0]).toEqual({
    hostPath: one,
    guestPath: one,
    beside: false,
    with: [cache, newer],
  });
  expect([...rules.candidates('libc.so.6', by)][0]).not.toHaveProperty('with');
});

test('a missing, empty or foreign cache is an empty one', () => {
  const folder = ownFolder();
  expect(readLibraryCache(join(folder, 'nowhere'))('libc.so.6')).toEqual([]);
  expect(readLibraryCache(write(join(folder, 'empty'), ''))('libc.so.6')).toEqual([]);
  expect(readLibraryCache(write(join(folder, 'text'), 'ld.so-1.7.0'))('libc.so.6')).toEqual([]);
});

test('a damaged cache gives entries or a RangeError, and nothing else', () => {
  const { folder } = folderOfLibraries();
  const cache = readFileSync(ldconfig(folder, 'new', join(folder, 'lib')));
  const damaged = fc.array(fc.tuple(fc.nat(cache.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(damaged, fc.nat(cache.length), (changes, length) => {
      const copy = Buffer.from(cache.subarray(0, Math.max(length, 64)));
      for (const [place, value] of changes) if (place < copy.length) copy[place] = value;
      try {
        return Array.isArray(parseCache(copy));
      } catch (error) {
        return error instanceof RangeError;
      }
    }),
  );
});
