import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MalformedFile } from '../../src/elf/bytes.ts';
import { definedSymbols } from '../../src/elf/elf-symbols.ts';
import { compile, write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const defines = 'int wanted(void) { return 0; }\nint main(void) { return wanted(); }\n';

test.each([
  ['defined', defines, ['wanted']],
  ['defined as the end of no other', 'int not_wanted(void) { return 0; }\nint main(void) { return 0; }', []],
  ['beside a longer one', `int not_wanted(void) { return 1; }\n${defines}`, ['wanted']],
  ['a weak reference', '__attribute__((weak)) int wanted(void);\nint main(void) { return !!wanted; }', []],
  ['a text alone', '#include <stdio.h>\nint main(void) { puts("wanted"); return 0; }', []],
])('a symbol that is %s', (_, code, found) => {
  for (const linking of ['-no-pie', '-static'])
    expect(definedSymbols(compile(join(ownFolder(), `a${linking}`), code, linking), ['other', 'wanted'])).toEqual(
      found,
    );
});

test('a stripped program defines what others may use, and no more', async () => {
  const program = compile(join(ownFolder(), 'a'), defines);
  const exporting = compile(join(ownFolder(), 'b'), defines, '-rdynamic');
  await execa('strip', [program, exporting]);
  expect(definedSymbols(program, ['wanted'])).toEqual([]);
  expect(definedSymbols(exporting, ['wanted'])).toEqual(['wanted']);
});

test('damaged files are said to be damaged, or define nothing', () => {
  const whole = readFileSync(compile(join(ownFolder(), 'whole'), defines));
  fc.assert(
    fc.property(fc.nat({ max: 63 }), fc.nat({ max: 255 }), fc.nat({ max: whole.length }), (at, byte, length) => {
      const bytes = Buffer.from(whole.subarray(0, length));
      if (at < bytes.length) bytes[at] = byte;
      try {
        definedSymbols(write(join(ownFolder(), 'damaged'), bytes), ['wanted']);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFile);
      }
    }),
    { numRuns: 200 },
  );
});
