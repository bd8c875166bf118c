import { type EarlyGuest, endEarly, startEarly } from '../guest/early-guest.ts';
import type { KernelSettings } from '../guest/guest-settings.ts';
import { mostTests } from '../guest/limits.ts';
import type { Kernel } from '../model/provisions.ts';

/** First guests of kernels, which boot while other kernels are made ready, and tests are read and staged. */
export class EarlyGuests {
  /** By the specs of their kernels. */
  private readonly guests = new Map<string, EarlyGuest>();
  private slots: number;

  /** @param jobs guests at a time, over all kernels */
  constructor(jobs: number) {
    this.slots = jobs;
  }

  /**
   * Starts one, if there is a slot for it.
   * @param attempts how many the kernel has at least, if all of its tests can run
   */
  start(kernel: Kernel, settings: KernelSettings, attempts: number): void {
    if (this.slots === 0) return;
    const name = `early-${--this.slots}`;
    const places = Math.min(attempts, mostTests);
    const guest = startEarly({ kernel, settings, name, places, keepsArtifacts: true });
    if (guest) this.guests.set(kernel.spec, guest);
  }

  /** Whether there is none that nobody has taken. */
  get isEmpty(): boolean {
    return this.guests.size === 0;
  }

  /** Whether the kernel has one that nobody has taken. */
  has({ spec }: Kernel): boolean {
    return this.guests.has(spec);
  }

  /** The one of a kernel, for whoever runs it to its end. */
  take({ spec }: Kernel): EarlyGuest | undefined {
    const guest = this.guests.get(spec);
    this.guests.delete(spec);
    return guest;
  }

  /** Ends those that nobody has taken. */
  async end(): Promise<void> {
    await Promise.all([...this.guests.values()].map(endEarly));
    this.guests.clear();
  }
}
