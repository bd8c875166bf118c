import { expect, test } from 'vitest';
import { initProblem } from '../../src/console/init-problem.ts';
import { parseMarker } from '../../src/console/markers.ts';

test("init's problem reaches the user with the words of its error", () => {
  const marker = parseMarker(`problem ${'0'.repeat(32)} 13 mount the host's folder at /a b`);
  if (marker?.kind !== 'problem') throw new Error('not a problem');
  expect(initProblem(marker.what, marker.errno)).toBe(
    "init could not mount the host's folder at /a b: permission denied (EACCES)",
  );
});

test('an interface that does not come up is one whose other end is missing', () => {
  expect(initProblem('bring up the network interface vec0', 22)).toMatch(
    /^init could not bring up .* vec0: invalid argument \(EINVAL\); nothing listens at its other end/,
  );
});

test('a kernel that lacks the interface is told which symbols it needs', () => {
  expect(initProblem('find the network interface vec0', 19)).toBe(
    'init could not find the network interface vec0: no such device (ENODEV); the kernel needs CONFIG_INET and ' +
      'CONFIG_UML_NET_VECTOR',
  );
});
