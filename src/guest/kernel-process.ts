import { join } from 'node:path';
import { kernelUser } from '../host/kernel-user.ts';
import { type Mount, readMounts } from '../host/mounts.ts';
import { copyNativeFile } from '../host/native-file.ts';
import { mayUseSeccomp } from '../kernel/kernel-mode.ts';
import { needsXstate } from '../kernel/needs-xstate.ts';
import type { ShownFolder } from '../model/provisions.ts';
import type { GuestPlace } from '../network/guest-place.ts';
import type { Disk } from './disks.ts';
import type { GuestProcess } from './guest-process.ts';
import { kernelArguments } from './kernel-arguments.ts';
import type { KernelJob } from './kernel-job.ts';
import { limitsOf } from './limits.ts';
import { shownPaths } from './rootfs-entries.ts';
import { amongLibraries, procMountsIn, sandboxOf, supervisorArguments } from './sandbox.ts';
import { type Folders, modulesLink } from './session-folders.ts';

interface Written {
  /** Folders in which are those that it writes to. */
  writeIn: string[];
  disks: Disk[];
  /** In its network. */
  place?: GuestPlace | undefined;
}

/**
 * The process of a guest's kernel: its command line, and what the supervisor confines it to.
 * @throws the system's error where there is no room for what it loads
 */
export function kernelProcess(
  job: KernelJob,
  { own, memory }: Folders,
  { writeIn, disks, place }: Written,
): GuestProcess {
  const { kernel, settings } = job;
  const { sandbox, rootfs, hidden = [], share, shown = [] } = settings;
  const { modules, laterModules, version } = kernel;
  const user = kernelUser();
  const mounts = readMounts();
  const shared = [
    ...shownPaths(rootfs, [...hidden, ...procMountsIn(rootfs, mounts)]),
    share,
    ...(modules ? [modules] : []),
    // What is not there yet can have no rule.
    ...(laterModules ? [laterModules.above] : []),
    ...shown.map(({ path }) => path),
  ];
  const preload = needsXstate(kernel) ? copyNativeFile('xstate.so', memory) : undefined;
  return {
    kernel: kernel.path,
    arguments: kernelArguments({
      ...settings,
      folder: own,
      socketFolder: memory,
      disks,
      link: place?.kernelWords,
      more: settings.kernelArguments,
    }),
    supervisorArguments: supervisorArguments({
      ...(sandbox && {
        ...sandboxOf({ kernel: kernel.path, folder: own, shared, writeIn, disks }),
        hide: [
          ...shown.flatMap((one) => hiddenPaths(one, mounts)),
          ...amongLibraries(hidden.map((path) => join(rootfs, path))),
        ],
        user,
        landlockAtMost: settings.landlockAtMost,
        tellsRefusals: job.tellsRefusals,
        limits: limitsOf({ ...job, disks }, user),
      }),
      memory,
      link: place?.supervisorWords,
      // Beside it, nothing is missing.
      laterModules: laterModules && join(own, modulesLink, version, 'kernel'),
      mayUseSeccomp: mayUseSeccomp(settings.kernelArguments),
    }),
    memoryFolder: memory,
    ...(preload && { preload }),
  };
}

/** What lies in a folder that is shown, and is not to be read: absolute paths of the host. */
function hiddenPaths({ path, hidden }: ShownFolder, mounts: readonly Mount[]): string[] {
  return [...hidden, ...procMountsIn(path, mounts)].map((one) => join(path, one));
}
