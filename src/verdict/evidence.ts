import type { SplatTitle } from './sort-splats.ts';

/** What a verdict is made from. */
export interface Evidence {
  /** How the program ended, by its own exit marker; missing when there was none. */
  end?: { how: 'exit'; code: number } | { how: 'signal'; number: number } | { how: 'not-started'; errno: number };
  splats: SplatTitle[];
  /** The kernel's taint flags when the test started and when it had ended, where the kernel reports them. */
  taint?: { before: number; after: number };
  /** A part of the kernel's log is missing. */
  incomplete?: true;
  panic?: string;
  outOfMemory?: { killed: string; of: string } | { panic: true };
  /** It has filled the memory that there is for what is written to the folder that it started in. */
  isFull?: true;
  /** What the host did not give the kernel, in words for the user. */
  hostFault?: string;
  /** Why a guest beside the test's, which it may have needed, was gone before it ended. */
  lostPeer?: string | undefined;
  /** Why its TAP plan has nothing to run, when it says so. */
  skip?: string | undefined;
  /** Why it has not passed by what it reports of its own subtests, in words that follow "but". */
  subtests?: string | undefined;
  /** What its threads did when its time was up. */
  doing?: string[];
  /** Asked when it failed by its own end: why that is so, by its program and the kernel. It changes no verdict. */
  hint?: () => string | undefined;
  /** Why the guest was ended or ended by itself, when the test had no end. */
  noExit?:
    | { cause: 'timeout'; seconds: number; unseen?: true }
    | { cause: 'guest-died' | 'environment'; how: string }
    | undefined;
}
