import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isInForeground, killSession } from '../../src/host/sessions.ts';

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
