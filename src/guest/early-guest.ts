import type { MemoryPlace } from './guest-memory.ts';
import type { KernelJob } from './kernel-job.ts';
import { roomBytes } from './limits.ts';
import { type StartedKernel, startKernel } from './start-kernel.ts';

/** A guest whose kernel boots before it is known what it is to run. Whoever does not use it ends it. */
export interface EarlyGuest {
  kernel: StartedKernel;
  place: MemoryPlace;
  /** How many tests it may run. */
  places: number;
}

/**
 * Starts one where that can be done at once. What is wrong where it cannot, whoever starts it later will say.
 * @returns undefined when there is no room for it
 */
export function startEarly(job: Omit<KernelJob, 'memoryFolder'>): EarlyGuest | undefined {
  const place = job.settings.scratch.memory.takeNow(roomBytes(job.settings));
  if (!place) return undefined;
  try {
    const { places } = job;
    return { kernel: startKernel({ ...job, memoryFolder: place.folder }), place, places };
  } catch {
    place.giveBack();
    return undefined;
  }
}

/** Ends one that nobody has used. */
export async function endEarly({ kernel, place }: EarlyGuest): Promise<void> {
  await kernel.abandon();
  place.giveBack();
}
