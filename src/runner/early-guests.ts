import { type EarlyGuest, endEarly, startEarly } from '../guest/early-guest.ts';
import type { KernelSettings } from '../guest/guest-settings.ts';
import { mostTests } from '../guest/limits.ts';
import type { Kernel } from '../model/provisions.ts';

/** What is known of a run before its tests have been read. */
export interface EarlyRun {
  kernels: readonly Kernel[];
  settingsFor(kernel: Kernel): KernelSettings;
  /** How many attempts a kernel has at least, if all of its tests can run. */
  attempts: number;
  /** Guests at a time, over all kernels. */
  jobs: number;
}

/** First guests of kernels, which boot while tests are read and staged. */
export class EarlyGuests {
  private readonly guests = new Map<Kernel, EarlyGuest>();

  /** Starts as many as have a slot at once. */
  async start({ kernels, settingsFor, attempts, jobs }: EarlyRun): Promise<void> {
    const places = Math.min(attempts, mostTests);
    const usable = kernels.filter(({ problem }) => problem === undefined);
    for (const [index, kernel] of usable.slice(0, jobs).entries()) {
      const job = { kernel, settings: settingsFor(kernel), name: `early-${index}`, places, keepsArtifacts: true };
      const guest = await startEarly(job);
      if (guest) this.guests.set(kernel, guest);
    }
  }

  /** The one of a kernel, for whoever runs it to its end. */
  take(kernel: Kernel): EarlyGuest | undefined {
    const guest = this.guests.get(kernel);
    this.guests.delete(kernel);
    return guest;
  }

  /** Ends those that nobody has taken. */
  async end(): Promise<void> {
    await Promise.all([...this.guests.values()].map(endEarly));
    this.guests.clear();
  }
}
