import type { GuestLink } from '../model/network.ts';
import type { GuestNetwork } from '../network/join-network.ts';
import type { Step } from './boot-plan.ts';
import type { TestSettings } from './boot-test.ts';
import type { Scratch } from './scratch.ts';

/** What all guests of a run have in common. */
export interface GuestSettings extends KernelSettings {
  steps: Step[];
}

/** What of that has to be known before a guest's kernel boots. Folders are absolute paths of the host. */
export interface KernelSettings extends TestSettings {
  rootfs: string;
  /** Absolute paths within the rootfs that guests do not see. */
  hidden?: string[];
  /** The share, which is there; `stage` fills it. */
  share: string;
  /**
   * Paths from the top of the project's folder whose changes are brought back to this machine, `.` for all; others are told.
   * Without it neither is done.
   */
  kept?: readonly string[];
  /** Of this run: a folder a guest in each, removed with the run. */
  scratch: Pick<Scratch, 'folder' | 'memory'>;
  memoryMegabytes: number;
  /** Whether it has a disk, as large as its memory, for what `workDiskSteps` mounts. */
  hasWorkDisk?: boolean;
  /** Who carries what it sends; with `link`. */
  network?: GuestNetwork;
  /** How the guest sets it up, unless its place there says otherwise; without it there is only loopback. */
  link?: GuestLink;
  fastBoot: boolean;
  kernelArguments: string;
  /** Whether the kernel is confined to the files that it needs, and is not root's when uml-run is. */
  sandbox: boolean;
  /** For tests: this machine seems to have no later version of Landlock; 0 for none. */
  landlockAtMost?: number;
  /** Bytes that a test may leave behind; without it tests have no place for that. */
  artifactsLimit?: number;
  /** Bytes of its console that are kept; above it, the first and the last half. */
  logLimit?: number;
}
