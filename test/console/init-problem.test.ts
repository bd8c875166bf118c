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
