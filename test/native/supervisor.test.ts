import { execa } from 'execa';
import { expect, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';

/** Runs it with a lifeline that stays open. */
async function supervise(...words: string[]): Promise<{ exitCode: number | undefined; stderr: string }> {
  const { exitCode, stderr } = await execa(nativeFile('supervisor'), words, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    reject: false,
    env: {},
  });
  return { exitCode, stderr };
}

test.each([
  [['--unheard-of', 'x', '--', '/bin/true'], 'understand --unheard-of: error 22 (EINVAL)'],
  [['--read'], 'find a value for --read: error 22 (EINVAL)'],
  [['--read', '/usr'], 'start nothing: error 22 (EINVAL)'],
  [['--'], 'start nothing: error 22 (EINVAL)'],
  [['--', '/not/there'], 'start /not/there: error 2 (ENOENT)'],
  [
    ['--', `/${'long'.repeat(3000)}`],
    `start /${'long'.repeat(3000)}`.slice(0, 8191 - 'uml-run supervisor: cannot '.length - 1),
  ],
])('what it cannot do it says: %j', async (words, problem) => {
  expect(await supervise(...words)).toEqual({ exitCode: 126, stderr: `uml-run supervisor: cannot ${problem}` });
});

test.each([
  ['exit 3', 3],
  ['kill -TERM $$', 128 + 15],
])('it ends as the guest does: %s', async (script, exitCode) => {
  expect(await supervise('--', '/bin/sh', '-c', script)).toEqual({ exitCode, stderr: '' });
});

test('nothing that the guest has started outlives it', async () => {
  // Its stderr would stay open.
  expect(await supervise('--', '/bin/sh', '-c', 'sleep 1000 & echo $! >&2')).toMatchObject({ exitCode: 0 });
});

test('more paths than it has room for are refused', async () => {
  const words = Array.from({ length: 4097 }, () => ['--read', '/usr']).flat();
  expect(await supervise(...words, '--', '/bin/true')).toEqual({
    exitCode: 126,
    stderr: 'uml-run supervisor: cannot take more paths than 4096: error 7 (E2BIG)',
  });
});
