import { expect, test } from 'vitest';
import { formatStatus, type ServerStatus } from '../../src/warm/server-status.ts';

const status: ServerStatus = {
  pid: 7,
  kernel: '6.1 (debian:12)',
  rootfs: 'host',
  folder: '/home/me/project',
  guests: { booting: 0, waiting: 2, busy: 1, queued: 0 },
  calls: 3,
  age: 90,
  memory: 5 << 20,
  problem: 'a guest was lost',
};

test('a server has a line, and one more for what went wrong', () => {
  expect(formatStatus(status)).toBe(
    'process 7: kernel 6.1 (debian:12), rootfs host, folder /home/me/project; ' +
      'guests: 2 waiting, 0 booting, 1 busy; calls: 3 so far; 1 min old, 5 MB\n  warning: a guest was lost\n',
  );
});

test.each(['kernel', 'rootfs', 'folder', 'problem'] as const)(
  'a %s with control characters stays in its line',
  (name) => {
    const text = formatStatus({ ...status, [name]: 'a\nprocess 8: \r\x1b[2J\u2028b' });
    expect(text).toContain(String.raw`a\nprocess 8: \r\x1b[2J\u2028b`);
    expect(text.replace(/\n/g, '')).not.toMatch(/\p{Cc}/u);
    expect(text.split('\n')).toHaveLength(3);
  },
);
