import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('a guest that there are no file descriptors for is an error, and not the end of this process', () => {
  const script = join(import.meta.dirname, 'no-descriptors-process.ts');
  const command = 'ulimit -n 256 && exec "$0" "$1"';
  const output = execFileSync('sh', ['-c', command, process.execPath, script], { encoding: 'utf8' });
  expect(output).toMatch(/^cannot start a guest: spawn .* EMFILE\n$/);
});
