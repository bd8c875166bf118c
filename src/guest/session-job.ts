import type { Kernel } from '../model/provisions.ts';
import type { Program, Test } from '../model/tests.ts';
import type { GuestSettings } from './guest-settings.ts';
import type { KernelJob } from './kernel-job.ts';
import { mostTests } from './limits.ts';
import type { StartedKernel } from './start-kernel.ts';

/** How often a guest that waits is given tests; after `once`, nothing has to be as it was before. */
export type Waits = 'once' | 'often';

/** What a session is started for. */
export interface SessionJob {
  kernel: Kernel;
  /** What it begins with; they run one after another. */
  tests: readonly Test[];
  /** Whether it waits for more then: `once` for one that begins with none, and is given one. */
  waits?: Waits | undefined;
  /** What a test stands on is made while it waits: for those that have no place for artifacts. */
  isAhead?: boolean;
  /** With `isAhead`: which program the next test most probably runs; asked each time that it goes on to wait. */
  expected?(): Program | undefined;
  settings: GuestSettings;
  /** Unique in the run, safe in paths. */
  name: string;
  /** Where its memory goes: a folder of this run's own, with room for it. */
  memoryFolder: string;
  /** Where its network's capture goes, if that is captured; an absolute path. */
  capturePath?: string;
  /** Whether the console ends with the system calls that the sandbox refused: for a boot that is tried again. */
  tellsRefusals?: boolean;
  /** Where its console goes, whole. */
  logPath: string;
  /** Folder for what the test of an index leaves behind, if that is kept; asked when the guest is gone. */
  artifactsPath?(index: number): string | undefined;
  /** Of a guest that waits: how many tests it may run, the first ones included; 1000 without it. */
  artifactPlaces?: number;
  /** That folder may be there; of what is in it, files of the same names are overwritten. */
  addsArtifacts?: boolean;
  /** Its kernel, where that boots already; with its own folder for its memory. */
  started?: StartedKernel;
}

/** What its kernel has to be started with. */
export function kernelJobOf({
  tests,
  waits,
  artifactPlaces = mostTests,
  artifactsPath,
  ...job
}: SessionJob): KernelJob {
  const places = waits ? Math.max(tests.length, artifactPlaces) : tests.length;
  return { ...job, places, keepsArtifacts: artifactsPath !== undefined };
}
