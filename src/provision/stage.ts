import { mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Options } from '../config/options.ts';
import type { Step } from '../guest/boot-plan.ts';
import { broughtSteps } from '../guest/brought-files.ts';
import { workDiskSteps } from '../guest/disks.ts';
import type { GuestSettings, KernelSettings } from '../guest/guest-settings.ts';
import { includeFiles, workFolderSteps } from '../guest/include.ts';
import { layoutSteps } from '../guest/layout.ts';
import { runsBelow, type Scratch } from '../guest/scratch.ts';
import { openFolders, stage } from '../guest/share.ts';
import { shownFolderSteps } from '../guest/show-folders.ts';
import { guestName } from '../model/guest-name.ts';
import type { Rootfs, ShownFolder } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { isWritable, placeInRootfs, rootfsHas } from '../rootfs/lookup.ts';
import { defaultsOf } from '../rootfs/rootfs-defaults.ts';
import { isInOwnFolder, isSeen } from '../rootfs/shown-folder.ts';
import { makeStores, storeSteps } from './container-stores.ts';
import { writeNameFiles } from './name-files.ts';
import { writeNetworkFiles } from './network-files.ts';

/** What staging needs to know. */
export interface StageJob {
  rootfs: Rootfs;
  scratch: Scratch;
  options: Options;
  /** The network by which guests reach out, if there is one. */
  network?: Pick<GuestSettings, 'link' | 'network'>;
  /** What `--include` names goes into the working folder, not beside the programs alone, unless that is a folder of the host. */
  includeInWorkFolder?: boolean;
}

/**
 * What kernels of guests are started with before their tests are staged.
 * @throws UmlRunError when the rootfs has no such user as its image names; the system's error when the share cannot be made
 */
export function kernelSettings({ rootfs, scratch, options, network }: StageJob): KernelSettings {
  const { memoryMegabytes, fastBoot, kernelArguments, user, sandbox, stdout } = options;
  const share = join(scratch.folder, 'share');
  mkdirSync(share, { recursive: true });
  return {
    rootfs: rootfs.path,
    hidden: rootfs.hidden ?? [],
    share,
    shown: withoutRuns(rootfs.shown ?? [], scratch),
    scratch,
    memoryMegabytes,
    ...network,
    hasWorkDisk: options.workFs === 'ext4',
    fastBoot,
    kernelArguments,
    sandbox: sandbox === 'auto',
    hasConsoles: stdout === 'terminal',
    defaults: { ...defaultsOf(rootfs), ...user },
    artifactsLimit: options.artifactsLimitMegabytes * 2 ** 20,
    logLimit: options.outputLimitMegabytes * 2 ** 20,
  };
}

/**
 * Copies the tests' programs into the share, and says what all guests have in common.
 * @param settings of kernels that may boot already
 * @throws UmlRunError when a file cannot be read or copied
 */
export async function stageTests(
  tests: readonly Test[],
  job: StageJob,
  settings = kernelSettings(job),
): Promise<GuestSettings> {
  const { rootfs, options, includeInWorkFolder = false } = job;
  const programs = tests.map(({ program }) => program).filter(({ problem }) => problem === undefined);
  const { shown = [], hasWorkDisk, link } = settings;
  const project = shown.find(({ isProject }) => isProject);
  const share = await stage(settings.share, programs, async (path) => placeInRootfs(rootfs, path), shown);
  const { capDrop, include } = options;
  const included = include.filter((path) => !isSeen(shown, resolve(path)));
  const isWorkFolder = includeInWorkFolder && !project && included.length > 0;
  await includeFiles(share.folder, included, isWorkFolder);
  await makePlaces(share.folder, rootfs);
  const { workingFolder, ...defaults } = settings.defaults;
  const libraries = join(share.folder, 'libraries');
  const name = writeNameFiles(libraries, rootfs, defaults, link?.hosts);
  const ofNetwork = link && writeNetworkFiles(libraries, rootfs, link);
  const stores = await makeStores(libraries, rootfs);
  openFolders(share.folder);
  return {
    ...settings,
    steps: [
      ...layoutSteps(rootfs.path, libraries, rootfs.hidden, isWritable(rootfs)),
      ...(hasWorkDisk ? workDiskSteps(stores) : storeSteps(stores)),
      ...broughtSteps(
        share.brought,
        shown.map(({ place }) => place),
      ),
      ...shownFolderSteps(shown),
      ...(isWorkFolder ? workFolderSteps('/work/1') : []),
      { do: 'host-name', name: guestName },
      ...capDrop.map((capability): Step => ({ do: 'drop', capability })),
    ],
    defaults: {
      ...defaults,
      environment: { ...(name !== undefined && { USER: name, LOGNAME: name }), ...ofNetwork, ...defaults.environment },
      ...workingFolderOf(isWorkFolder ? undefined : workingFolder),
    },
  };
}

/** Hides the folders of runs where they lie in one that is shown. */
function withoutRuns(shown: readonly ShownFolder[], scratch: Scratch): ShownFolder[] {
  return shown.map((one) => ({ ...one, hidden: [...one.hidden, ...runsBelow(one.path, scratch)] }));
}

/** Where the rootfs has no folder, the libraries have an empty one to show another at. */
async function makePlaces(share: string, rootfs: Rootfs): Promise<void> {
  const { shown = [] } = rootfs;
  for (const { path, place } of shown)
    if (!isInOwnFolder(place) && !rootfsHas(rootfs, path))
      await mkdir(join(share, 'libraries', place), { recursive: true });
}

function workingFolderOf(workingFolder: string | undefined): { workingFolder?: string } {
  return workingFolder === undefined ? {} : { workingFolder };
}
