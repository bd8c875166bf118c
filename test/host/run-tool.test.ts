import { expect, test } from 'vitest';
import { run, tool } from '../../src/host/run-tool.ts';

test.for(['cp: error writing b: No space left on device', 'cp: error writing b: Disk quota exceeded'])(
  'a tool that says "%s" had no room on the disk',
  async (words) => {
    await expect(tool('sh', ['-c', 'echo "$0" >&2; exit 1', words])).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('no room left on the disk ("sh")'),
    });
  },
);

test('any other tool that failed has the last word', async () => {
  await expect(tool('sh', ['-c', 'echo "no such file" >&2; exit 1'])).rejects.toMatchObject({
    code: 'tool-failed',
    message: '"sh" failed: no such file',
  });
});

test('each line of a tool is heard as it comes, and is in its output', async () => {
  const lines: string[] = [];
  const ended = await run('sh', ['-c', 'echo one; echo two; printf three'], { onLine: (line) => lines.push(line) });
  expect(lines).toEqual(['one', 'two', 'three']);
  expect(ended.stdout).toBe('one\ntwo\nthree');
});
