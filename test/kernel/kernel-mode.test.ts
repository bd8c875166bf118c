import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Mode, modeArguments } from '../../src/kernel/kernel-mode.ts';
import type { Kernel } from '../../src/model/provisions.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const aKernel = (version: string, path = '/nowhere'): Kernel => ({
  spec: './linux',
  name: version,
  version,
  source: '',
  path,
  sha256: '',
});

/** Has the configuration, and is no kernel otherwise. */
async function configured(config: string): Promise<Kernel> {
  const path = join(ownFolder(), 'linux');
  await writeFile(path, `#!/bin/sh\n[ "$1" = --showconfig ] && echo '${config}'\n`, { mode: 0o755 });
  return aKernel('6.12.9', path);
}

test.each<[string, Mode, string[]]>([
  ['6.1.9', {}, []],
  ['6.1.9', { userspace: 'ptrace' }, []],
  ['6.1.9', { userspace: 'auto' }, []],
  ['6.15.11', { userspace: 'auto' }, []],
  ['6.16.0', { userspace: 'auto' }, ['seccomp=auto']],
  ['6.16.0-rc1', { userspace: 'seccomp' }, ['seccomp=on']],
  ['7.2.7', { userspace: 'seccomp' }, ['seccomp=on']],
  ['7.2.7', { userspace: 'ptrace' }, []],
])('Linux %s, %o: %o', async (version, mode, words) => {
  expect(await modeArguments(aKernel(version), mode)).toEqual(words);
});

test('seccomp is refused where the kernel has none', async () => {
  await expect(modeArguments(aKernel('6.15.11'), { userspace: 'seccomp' })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('kernel "./linux" is Linux 6.15.11, and seccomp requires 6.16 or later'),
  });
});

test('virtual time takes a kernel that is configured for it', async () => {
  const able = await configured('CONFIG_UML_TIME_TRAVEL_SUPPORT=y');
  expect(await modeArguments(able, { timeTravel: true })).toEqual(['time-travel']);
  const unable = await configured('# CONFIG_UML_TIME_TRAVEL_SUPPORT is not set');
  await expect(modeArguments(unable, { timeTravel: true })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('lacks CONFIG_UML_TIME_TRAVEL_SUPPORT'),
  });
  expect(await modeArguments(unable, { timeTravel: false })).toEqual([]);
});
