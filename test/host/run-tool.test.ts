import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { run, tool } from '../../src/host/run-tool.ts';
import { root } from '../support/command.ts';
import { processesOf, soon } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

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

test('a tool that is to end with its children also ends with this process', async () => {
  const mark = ownFolder();
  const script = `
    import { run } from ${JSON.stringify(join(root, 'src/host/run-tool.ts'))};
    run('sh', ['-c', 'sleep 1000; :', ${JSON.stringify(mark)}], { withChildren: true });
    process.stdin.on('data', () => process.exit(7));`;
  const running = execa(process.execPath, ['--input-type=module', '--eval', script], { reject: false });
  const tools = () => processesOf(mark).filter(({ pid }) => pid !== running.pid);
  expect(await soon(10, () => tools().length === 1)).toBe(true);
  running.stdin.write('.');
  expect(await running).toMatchObject({ exitCode: 7 });
  expect(await soon(10, () => tools().length === 0)).toBe(true);
});
