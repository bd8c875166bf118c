import { assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { parseMarker } from '../../src/console/markers.ts';

const token = '0123456789abcdef0123456789abcdef';

test.each([
  ['waits -', { kind: 'waits', token: '-' }],
  [`hello ${token} 6.1.0-um`, { kind: 'hello', token, release: '6.1.0-um' }],
  [`problem ${token} 2 mount /proc`, { kind: 'problem', token, errno: 2, what: 'mount /proc' }],
  [`read-only ${token}`, { kind: 'read-only', token }],
  [`full ${token}`, { kind: 'full', token }],
  [`start ${token}`, { kind: 'start', token }],
  [`start ${token} 512`, { kind: 'start', token, taint: 512 }],
  [`end ${token} exit 0 1500000000`, { kind: 'end', token, end: { how: 'exit', code: 0 }, seconds: 1.5 }],
  [`end ${token} exit 255 0 512`, { kind: 'end', token, end: { how: 'exit', code: 255 }, seconds: 0, taint: 512 }],
  [`end ${token} signal 64 0 0`, { kind: 'end', token, end: { how: 'signal', number: 64 }, seconds: 0, taint: 0 }],
  [`end ${token} not-started 8 0`, { kind: 'end', token, end: { how: 'not-started', errno: 8 }, seconds: 0 }],
  [
    `shares ${token} 3 33 300 1`,
    {
      kind: 'shares',
      token,
      runs: [
        { first: 3, count: 33 },
        { first: 300, count: 1 },
      ],
    },
  ],
  [`state ${token}`, { kind: 'state', token }],
  [
    `state ${token} 2 spin S __schedule pipe_read`,
    { kind: 'state', token, thread: { id: 2, name: 'spin', state: 'S', calls: ['pipe_read'] } },
  ],
  [`bye ${token} done`, { kind: 'bye', token, why: 'done' }],
])('%s', (line, marker) => {
  expect(parseMarker(line)).toEqual(marker);
});

test.each([
  '',
  'start',
  `start ${token.toUpperCase()}`,
  `start ${token.slice(1)}`,
  `start ${token}0`,
  ` start ${token}`,
  `start  ${token}`,
  'waits',
  `waits ${token}`,
  'waits - x',
  `start ${token} x`,
  `shares ${token} 3`,
  `shares ${token} 3 x`,
  `full ${token} x`,
  `read-only ${token} x`,
  `start ${token} 1 2`,
  `START ${token}`,
  `hello ${token}`,
  `hello ${token} 6.1 6.2`,
  `problem ${token} x mount`,
  `end ${token}`,
  `end ${token} exit 0`,
  `end ${token} exit 256 0`,
  `end ${token} exit -1 0`,
  `end ${token} exit +0 0`,
  `end ${token} exit 0x0 0`,
  `end ${token} exit 1e2 0`,
  `end ${token} exit  0`,
  `end ${token} signal 0 0`,
  `end ${token} signal 65 0`,
  `end ${token} not-started 0 0`,
  `end ${token} exit 0 0 0 0`,
  `end ${token} exit 0 0 x`,
  `end ${token} exit 0 0 `,
  `state ${token} x`,
  `state ${token} 2 spin ??`,
  `end ${token} passed 0 0`,
  `[    1.234567] end ${token} exit 0 0`,
])('%j is not a marker', (line) => {
  expect(parseMarker(line)).toBeUndefined();
});

test('whatever a line is, it is a marker or nothing', () => {
  const word = constantFrom('end', 'start', 'hello', 'bye', token, 'exit', '0', 'signal', '', '99999999999999999999');
  assert(
    property(word, word, word, string(), (a, b, c, d) => {
      const marker = parseMarker([a, b, c, d].join(' '));
      expect([undefined, token]).toContain(marker?.token);
    }),
  );
});
