import { expect, test } from 'vitest';
import { parseMarker } from '../../src/console/markers.ts';
import { describeThread, type Thread, threadLine } from '../../src/console/thread.ts';

const token = '0123456789abcdef0123456789abcdef';

function threadOf(words: string): Thread | undefined {
  const marker = parseMarker(`state ${token} ${words}`);
  return marker?.kind === 'state' ? marker.thread : undefined;
}

test('reads what init tells of a thread, without what every waiting thread is in', () => {
  const thread = threadOf('3 spin S __switch_to __schedule schedule pipe_read vfs_read');
  expect(thread).toEqual({ id: 3, name: 'spin', state: 'S', calls: ['pipe_read', 'vfs_read'] });
  expect(describeThread(thread!)).toBe('spin (3) sleeping in pipe_read');
  expect(threadLine(thread!)).toBe('spin (3) sleeping in pipe_read < vfs_read');
});

test.each([
  ['4 spin R userspace fork_handler', 'spin (4) running'],
  ['4 spin D', 'spin (4) in an uninterruptible sleep'],
  ['4 spin T do_signal_stop', 'spin (4) stopped in do_signal_stop'],
  ['4 spin t ptrace_stop', 'spin (4) stopped by its tracer in ptrace_stop'],
  ['4 spin X', 'spin (4) in state X'],
])('%s', (words, description) => {
  expect(describeThread(threadOf(words)!)).toBe(description);
});

test('has an end', () => {
  expect(parseMarker(`state ${token}`)).toEqual({ kind: 'state', token });
});

test.each(['x spin S', '3', '3 spin', '3 spin SS', '3  S', '-3 spin S', '12345678901 spin S'])(
  '%s is nothing',
  (words) => {
    expect(parseMarker(`state ${token} ${words}`)).toBeUndefined();
  },
);
