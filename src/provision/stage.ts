import { mkdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Options } from '../config/options.ts';
import { isBelow } from '../fs/is-in.ts';
import type { Step } from '../guest/boot-plan.ts';
import { broughtSteps } from '../guest/brought-files.ts';
import { workDiskSteps } from '../guest/disks.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import { includeFiles, workFolderSteps } from '../guest/include.ts';
import { layoutSteps } from '../guest/layout.ts';
import { foldersOfRuns, type Scratch } from '../guest/scratch.ts';
import { openFolders, stage } from '../guest/share.ts';
import { shownFolderSteps } from '../guest/show-folders.ts';
import { guestName } from '../model/guest-name.ts';
import type { Rootfs, ShownFolder } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { isWritable, placeInRootfs, rootfsHas } from '../rootfs/lookup.ts';
import { defaultsOf } from '../rootfs/rootfs-defaults.ts';
import { isInOwnFolder, isSeen } from '../rootfs/shown-folder.ts';
import { writeNameFiles } from './name-files.ts';

/** What staging needs to know. */
export interface StageJob {
  rootfs: Rootfs;
  scratch: Scratch;
  options: Options;
  /** What `--include` names goes into the working folder, not beside the programs alone, unless that is a folder of the host. */
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
  const shown = withoutRuns(rootfs.shown ?? [], scratch);
  const project = shown.find(({ isProject }) => isProject);
  const share = await stage(
    join(scratch.folder, 'share'),
    programs,
    async (path) => placeInRootfs(rootfs, path),
    shown,
  );
  const { memoryMegabytes, fastBoot, kernelArguments, user, capDrop, sandbox, include, stdout } = options;
  const included = include.filter((path) => !isSeen(shown, resolve(path)));
  const isWorkFolder = includeInWorkFolder && !project && included.length > 0;
  await includeFiles(share.folder, included, isWorkFolder);
  await makePlaces(share.folder, rootfs);
  const { workingFolder, ...image } = defaultsOf(rootfs);
  const defaults = { ...image, ...user };
  const libraries = join(share.folder, 'libraries');
  const name = writeNameFiles(libraries, rootfs, defaults);
  await openFolders(share.folder);
  const hasWorkDisk = options.workFs === 'ext4';
  return {
    rootfs: rootfs.path,
    hidden: rootfs.hidden ?? [],
    share: share.folder,
    shown,
    steps: [
      ...layoutSteps(rootfs.path, libraries, rootfs.hidden, isWritable(rootfs)),
      ...(hasWorkDisk ? workDiskSteps : []),
      ...broughtSteps(
        share.brought,
        shown.map(({ place }) => place),
      ),
      ...shownFolderSteps(shown),
      ...(isWorkFolder ? workFolderSteps('/work/1') : []),
      { do: 'host-name', name: guestName },
      ...capDrop.map((capability): Step => ({ do: 'drop', capability })),
    ],
    scratch,
    memoryMegabytes,
    hasWorkDisk,
    fastBoot,
    kernelArguments,
    sandbox: sandbox === 'auto',
    hasConsoles: stdout === 'terminal',
    defaults: {
      ...defaults,
      environment: { ...(name !== undefined && { USER: name, LOGNAME: name }), ...defaults.environment },
      ...workingFolderOf(isWorkFolder ? undefined : workingFolder),
    },
    artifactsLimit: options.artifactsLimitMegabytes * 2 ** 20,
    logLimit: options.outputLimitMegabytes * 2 ** 20,
  };
}

/** Hides the folders of runs where they lie in one that is shown. */
function withoutRuns(shown: readonly ShownFolder[], scratch: Scratch): ShownFolder[] {
  if (shown.length === 0) return [];
  const runs = foldersOfRuns(scratch);
  return shown.map((one) => {
    const inside = runs.filter((path) => isBelow(path, one.path)).map((path) => relative(one.path, path));
    return { ...one, hidden: [...one.hidden, ...inside] };
  });
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
