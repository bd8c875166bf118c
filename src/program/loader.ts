import type { Elf } from '../elf/elf.ts';

/** A program or library as the dynamic loader has it in its list. */
export interface Loaded {
  elf: Elf;
  /** Its file on this host. */
  hostPath: string;
  /** Where it will be in the guest; relative to the program's own place when `beside` is set. */
  guestPath: string;
  beside: boolean;
  /** What needed it first; the program has none. */
  loader?: Loaded;
}

/** A place where a loader looks for a library. */
export interface LibraryCandidate {
  hostPath: string;
  guestPath: string;
  beside: boolean;
  /** Files without which the loader of the guest would not look, or look elsewhere: its cache, … */
  with?: string[];
  /** Folders of the guest that are only gone through: `/a/b` for `/a/b/../c`. */
  through?: string[];
}

/** The rules by which one kind of dynamic loader finds libraries. */
export interface LoaderRules {
  /** Where the loader looks for `name`, a DT_NEEDED of `by`, in its order. */
  candidates(name: string, by: Loaded): Iterable<LibraryCandidate>;
  /** Whether the loader is what `name` means, as musl's is its own libc. */
  isLoader(name: string): boolean;
  /** Libraries that libc opens by itself when a program uses certain functions; taken where they exist. */
  openedByLibc(libc: Loaded): LibraryCandidate[];
}
