import type { RunningPeer } from './peer.ts';

/** What those who judge tests have to know of the guests beside them. */
export class LostPeers {
  /** Why the first that is gone is gone, as far as that has been heard of. */
  first: string | undefined;
  private running: readonly RunningPeer[] = [];

  /** @param running all of them */
  begin(running: readonly RunningPeer[]): void {
    this.running = running;
  }

  /**
   * What a test sees of a guest's end may be there before the guest's own word of it: resolves once each has said that its
   * program runs, or is known to have ended, or has said nothing within `patience`.
   */
  async hear(): Promise<void> {
    await Promise.all(this.running.map(({ hear }) => hear(patience)));
  }
}

/** Seconds. With `--userspace seccomp`, none can be asked, and an end is heard of by then. */
const patience = 1;
