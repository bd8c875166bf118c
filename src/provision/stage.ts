import { join } from 'node:path';
import type { Options } from '../config/options.ts';
import type { Step } from '../guest/boot-plan.ts';
import { broughtSteps } from '../guest/brought-files.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import { includeFiles, workFolderSteps } from '../guest/include.ts';
import { layoutSteps } from '../guest/layout.ts';
import type { Scratch } from '../guest/scratch.ts';
import { stage } from '../guest/share.ts';
import { guestName } from '../model/guest-name.ts';
import type { Rootfs } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { isWritable, placeInRootfs } from '../rootfs/lookup.ts';
import { defaultsOf } from '../rootfs/rootfs-defaults.ts';
import { writeNameFiles } from './name-files.ts';

/** What staging needs to know. */
export interface StageJob {
  rootfs: Rootfs;
  scratch: Scratch;
  options: Options;
  /** What `--include` names goes into the working folder, not beside the programs alone. */
  includeInWorkFolder?: boolean;
}

/**
 * Copies the tests' programs into a share, and says what all guests have in common.
 * @throws UmlRunError when a file cannot be read or copied
 */
export async function stageTests(
  tests: readonly Test[],
  { rootfs, scratch, options, includeInWorkFolder = false }: StageJob,
): Promise<GuestSettings> {
  const programs = tests.map(({ program }) => program).filter(({ problem }) => problem === undefined);
  const share = await stage(join(scratch.folder, 'share'), programs, async (path) => placeInRootfs(rootfs, path));
  const { memoryMegabytes, fastBoot, kernelArguments, user, capDrop, sandbox, include, stdout } = options;
  const isWorkFolder = includeInWorkFolder && include.length > 0;
  await includeFiles(share.folder, include, isWorkFolder);
  const { workingFolder, ...image } = defaultsOf(rootfs);
  const defaults = { ...image, ...user };
  const libraries = join(share.folder, 'libraries');
  const name = writeNameFiles(libraries, rootfs, defaults);
  return {
    rootfs: rootfs.path,
    hidden: rootfs.hidden ?? [],
    share: share.folder,
    steps: [
      ...layoutSteps(rootfs.path, libraries, rootfs.hidden, isWritable(rootfs)),
      ...broughtSteps(share.brought),
      ...(isWorkFolder ? workFolderSteps('/work/1') : []),
      { do: 'host-name', name: guestName },
      ...capDrop.map((capability): Step => ({ do: 'drop', capability })),
    ],
    scratch,
    memoryMegabytes,
    fastBoot,
    kernelArguments,
    sandbox: sandbox === 'auto',
    hasConsoles: stdout === 'terminal',
    defaults: {
      ...defaults,
      environment: { ...(name !== undefined && { USER: name, LOGNAME: name }), ...defaults.environment },
      ...(workingFolder && !isWorkFolder && { workingFolder }),
    },
    artifactsLimit: options.artifactsLimitMegabytes * 2 ** 20,
    logLimit: options.outputLimitMegabytes * 2 ** 20,
  };
}
