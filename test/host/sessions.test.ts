import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isInForeground, killSession, leaderOfStarter } from '../../src/host/sessions.ts';

test('what is left of a session whose first process is gone is killed, in whatever group it is', async () => {
  // With job control, each has a group of its own. Their streams end when none of them is left.
  const script = 'set -m; sleep 1000 & sleep 1000 & echo started; kill -9 $$';
  const leader = spawn('bash', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  await once(leader, 'exit');
  const bystander = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  const closed = once(leader, 'close');
  killSession(leader.pid!);
  expect(await closed).toEqual([null, 'SIGKILL']);
  // A process that was killed takes no other signal.
  bystander.kill('SIGTERM');
  expect(await once(bystander, 'exit')).toEqual([null, 'SIGTERM']);
});

test.each([
  ['7 (a) b) S 1 7 7 34816 7 0', true],
  ['7 (uml-run) S 1 7 5 34816 5 0', false],
  ['7 (uml-run) S 1 7 5 34816 -1 0', false],
  ['7 (uml-run) S 1 7 7 0 -1 0', true],
])('a process with the stat %j is in the foreground of its terminal, or has none: %s', (stat, is) => {
  expect(isInForeground(stat)).toBe(is);
});

/** The text of /proc/<pid>/stat, of a process whose name is made to mislead. */
function statWith(parent: number, session: number, startedAt: string): string {
  return `7 (a) S 1 1 (b) S ${parent} 1 ${session} 0 -1 ${'0 '.repeat(13)}${startedAt} 0`;
}

test.each<[string, Record<number, string>, { pid: number; startedAt: string } | undefined]>([
  ['its own', { 9: statWith(5, 3, 'x'), 3: statWith(1, 3, 'y') }, { pid: 3, startedAt: 'y' }],
  [
    "its starter's, where both lead one, as under Meson",
    { 9: statWith(8, 9, 'x'), 8: statWith(5, 8, 'z'), 5: statWith(3, 3, 'u'), 3: statWith(1, 3, 'y') },
    { pid: 3, startedAt: 'y' },
  ],
  ['none, where the leader is gone', { 9: statWith(5, 3, 'x') }, undefined],
  ['none, where all is below the first process', { 9: statWith(1, 9, 'x'), 1: statWith(0, 1, 'y') }, undefined],
  ['none, where that is led by the first process', { 9: statWith(1, 1, 'x'), 1: statWith(0, 1, 'y') }, undefined],
])('the session that a process was started from: %s', (_, stats, leader) => {
  expect(leaderOfStarter(9, (pid) => stats[pid])).toEqual(leader);
});
