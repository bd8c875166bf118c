import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import type { GuestSettings } from './guest-settings.ts';

/** What a session is started for. */
export interface SessionJob {
  kernel: Kernel;
  /** What it begins with; they run one after another. */
  tests: readonly Test[];
  /** Whether it waits for more then. */
  waits?: boolean;
  settings: GuestSettings;
  /** Unique in the run, safe in paths. */
  name: string;
  /** Where its memory goes: a folder of this run's own, with room for it. */
  memoryFolder: string;
  /** Whether the console ends with the system calls that the sandbox refused: for a boot that is tried again. */
  tellsRefusals?: boolean;
  /** Where its console goes, whole. */
  logPath: string;
  /** Folder for what the test of an index leaves behind, if that is kept; asked when the guest is gone. */
  artifactsPath?(index: number): string | undefined;
  /** Of a guest that waits: how many tests may leave something behind, the first ones included; 1000 without it. */
  artifactPlaces?: number;
  /** That folder may be there; of what is in it, files of the same names are overwritten. */
  addsArtifacts?: boolean;
}
