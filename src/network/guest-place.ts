import type { GuestLink } from '../model/network.ts';

/** A guest's place in a network: one guest at a time has it. */
export interface GuestPlace {
  /** Words of the supervisor's command line, by which the kernel is connected. */
  supervisorWords: readonly string[];
  /** Words of the kernel's own, for its interface. */
  kernelWords: readonly string[];
  /** How the guest sets up its end, where each has another; else as its settings say. */
  link?: GuestLink;
  /**
   * Readies what the guest is connected to.
   * @param onFailure called at most once, and never after `leave`, with why the guest has no network any more
   * @returns what has to be awaited before the guest runs anything; where it never comes, `onFailure` is called
   * @throws the system's error when it cannot
   */
  join(onFailure: (why: string) => void): Promise<void> | undefined;
  /** Gives the place back once the guest has ended, or when there is none; resolves when nothing is left of it. */
  leave(): Promise<void>;
}
