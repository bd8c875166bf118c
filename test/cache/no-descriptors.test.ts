import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownFolder } from '../support/temporary-folder.ts';

test('a lock or a tool that there are too few file descriptors for is an error, and not the end of this process', () => {
  const script = join(import.meta.dirname, 'no-descriptors-process.ts');
  const words = ['-c', 'ulimit -n 128 && exec "$@"', 'sh', process.execPath, script, ownFolder()];
  const ends: [lock: string, tool: string][] = JSON.parse(execFileSync('sh', words, { encoding: 'utf8' }));
  const locks = ends.map(([lock]) => lock);
  const tools = ends.map(([, tool]) => tool);
  expect(locks.filter((end) => !/^(done|cannot lock ".*EMFILE|.*too many open files.*)$/.test(end))).toEqual([]);
  expect(tools.filter((end) => !/^(done|cannot start the tool: .*EMFILE)$/.test(end))).toEqual([]);
  expect(locks.some((end) => end.startsWith('cannot lock '))).toBe(true);
  expect([tools[0], locks.at(-1), tools.at(-1)]).toEqual([expect.stringContaining('EMFILE'), 'done', 'done']);
});
