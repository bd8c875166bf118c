/** The guest's name resolves, and its user has one, in every root file system. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { umlRun } from '../support/command.ts';
import { write } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** One without overlayfs, where /etc is read-only, and one with it. */
const kernels = seriesFor('5.10', '7.2');

test.each(['minimal', 'host'])('the guest and its user have names in the rootfs %s', async (rootfs) => {
  const folder = ownFolder();
  const script = write(
    join(folder, 'names'),
    '#!/bin/sh\nuname -n; grep -w "$(uname -n)" /etc/hosts; id -un; id -gn; echo "$USER $HOME"; head -n 1 /etc/passwd\n',
  );
  const ran = await umlRun([...kernelWords(...kernels), '--rootfs', rootfs, '--user', '54321:54321', script], {
    folder,
  });
  const expected = /^uml\n127\.0\.1\.1\s+uml\nuser\nuser\nuser \/tmp\nroot:x:0:0:.*\n$/;
  for (const kernel of kernels) expect(ran.bytes('names', 'stdout', kernel).toString()).toMatch(expected);
});
