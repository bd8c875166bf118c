import type { Kernel } from '../model/provisions.ts';
import type { KernelSettings } from './guest-settings.ts';

/** What a guest's kernel is started with: all that has to be known before it boots. */
export interface KernelJob {
  kernel: Kernel;
  settings: KernelSettings;
  /** Of the guest: unique in the run, safe in paths. */
  name: string;
  /** Where its memory goes: a folder of this run's own, with room for it. */
  memoryFolder: string;
  /** How many tests it may run. */
  places: number;
  /** Whether what these leave behind is kept. */
  keepsArtifacts: boolean;
  /** Where its network's capture goes, if that is captured; an absolute path. */
  capturePath?: string;
  /** Whether the console ends with the system calls that the sandbox refused: for a boot that is tried again. */
  tellsRefusals?: boolean;
}
