import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readProgram } from '../../src/program/program.ts';
import { sanitizerOf } from '../../src/program/sanitizer.ts';
import { compile, library, write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const main = 'int main(void) { return 0; }\n';
const sanitizer = async (path: string) => sanitizerOf(await readProgram(path));

test.each([
  ['address', 'AddressSanitizer'],
  ['thread', 'ThreadSanitizer'],
  ['leak', 'LeakSanitizer'],
  ['undefined', undefined],
])('of a program built with -fsanitize=%s: %s', async (name, found) => {
  expect(await sanitizer(compile(join(ownFolder(), 'a'), main, `-fsanitize=${name}`))).toBe(found);
});

test.each(['asan', 'hwasan', 'lsan', 'msan', 'tsan'])('one that is linked in, as __%s_init', async (stem) => {
  const code = `void __${stem}_init(void) {}\n${main}`;
  for (const linking of ['-static', '-rdynamic'])
    expect(await sanitizer(compile(join(ownFolder(), `${stem}${linking}`), code, linking))).toMatch(/^\w+Sanitizer$/);
});

test('one that a library needs', async () => {
  const folder = ownFolder();
  library(folder, 'x', '-fsanitize=thread');
  const code = 'int x(void);\nint main(void) { return x() - 1; }\n';
  const flags = [
    '-L',
    folder,
    '-Wl,-rpath,$ORIGIN',
    '-Wl,--no-as-needed',
    '-lx',
    '-Wl,--unresolved-symbols=ignore-all',
  ];
  expect(await sanitizer(compile(join(folder, 'a'), code, ...flags))).toBe('ThreadSanitizer');
});

test('none of a program that only asks for one, of a script, or of a file that is gone', async () => {
  const weak = 'extern __attribute__((weak)) void __asan_init(void);\nint main(void) { return !!__asan_init; }\n';
  expect(await sanitizer(compile(join(ownFolder(), 'weak'), weak))).toBeUndefined();
  expect(await sanitizer(compile(join(ownFolder(), 'plain'), main, '-static'))).toBeUndefined();
  expect(
    await sanitizer(write(join(ownFolder(), 'script'), '#!/bin/sh\n# __asan_init libasan.so.8\n')),
  ).toBeUndefined();
  const program = await readProgram(compile(join(ownFolder(), 'gone'), main));
  expect(sanitizerOf({ ...program, path: '/nowhere' })).toBeUndefined();
});
