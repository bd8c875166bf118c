import { join } from 'node:path';
import { layoutSteps } from './guest/layout.ts';
import type { Scratch } from './guest/scratch.ts';
import type { GuestSettings } from './guest/session.ts';
import { stage } from './guest/share.ts';
import type { Rootfs, Test } from './model.ts';
import type { Options } from './options/options.ts';
import { placeInRootfs } from './rootfs/has.ts';

/** Puts the tests' programs into a share, and says what all guests have in common. */
export async function stageTests(
  tests: Test[],
  rootfs: Rootfs,
  scratch: Scratch,
  options: Options,
): Promise<GuestSettings> {
  const programs = tests.map(({ program }) => program).filter(({ problem }) => problem === undefined);
  const share = await stage(join(scratch.folder, 'share'), programs, async (path) => placeInRootfs(rootfs, path));
  const { memoryMegabytes, fastBoot, kernelArguments, user, sandbox } = options;
  return {
    rootfs: rootfs.path,
    hidden: rootfs.hidden ?? [],
    share: share.folder,
    steps: layoutSteps(rootfs.path, join(share.folder, 'libraries'), rootfs.hidden),
    scratch,
    memoryMegabytes,
    fastBoot,
    kernelArguments,
    user,
    sandbox: sandbox === 'auto',
  };
}
