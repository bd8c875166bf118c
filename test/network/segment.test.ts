import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Segment } from '../../src/network/segment.ts';
import { compile } from '../support/compile.ts';
import { processesOf, soon } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('a segment whose switch cannot be started leaves no helper', async () => {
  const folder = ownFolder();
  const path = compile(join(folder, 'slirp4netns'), '#include <unistd.h>\nint main(void) { return pause(); }');
  // In the way of the switch's folder.
  mkdirSync(join(folder, 'switch'));
  const wayOut = { slirp: { path }, publish: [], hostLoopback: false, offline: false };
  expect(() => new Segment(folder, { peers: [], wayOut })).toThrow('EEXIST');
  expect(await soon(10, () => processesOf(folder).length === 0)).toBe(true);
});
