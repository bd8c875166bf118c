import { expect, test } from 'vitest';
import { delayLoops } from '../../src/host/delay-loops.ts';

test.each([
  [
    'a processor of 2.1 GHz',
    'cpu MHz\t\t: 800.000\nflags\t\t: fpu vme\nbogomips\t: 4200.00\nclflush size\t: 64\n',
    42_000_000,
  ],
  ['the first of several', 'bogomips\t: 9999.98\n\nprocessor\t: 1\nbogomips\t: 4200.00\n', 99_999_800],
  ['one that does not say', 'processor\t: 0\nflags\t\t: bogomips\n', undefined],
  ['one of no speed', 'bogomips\t: 0.00\n', undefined],
  ['no processor', '', undefined],
])('%s', (_, cpuinfo, loops) => {
  expect(delayLoops(cpuinfo)).toBe(loops);
});
