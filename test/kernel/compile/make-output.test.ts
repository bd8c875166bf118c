import { expect, test } from 'vitest';
import { MakeOutput } from '../../../src/kernel/compile/make-output.ts';

test.for([
  'fatal error: error writing to main.s: No space left on device',
  'ld: final link failed: Disk quota exceeded',
])('a build whose make says "%s" had no room on the disk', (words) => {
  const output = new MakeOutput();
  output.add('  CC      init/main.o');
  expect(output.isDiskFull).toBe(false);
  output.add(words);
  expect(output).toMatchObject({ isDiskFull: true, errors: [words] });
});
