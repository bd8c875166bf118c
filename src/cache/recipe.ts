import type { Context } from './context.ts';
import type { EntryManifest } from './entry-manifest.ts';
import type { Fingerprints } from './fingerprints.ts';

/** Where an entry is made: the empty folder that becomes it, and one for what is needed only meanwhile. */
export interface EntryFolders {
  folder: string;
  scratch: string;
}

/** How an entry is made. */
export interface EntryRecipe {
  /** Fills the empty folder. What is needed only meanwhile goes into `scratch`. */
  make(folder: string, scratch: string): Promise<void>;
  /**
   * Relocates a finished entry to the place where it will lie on this machine, without changing the size of any file.
   * @returns the paths, relative to the folder, of the files that it changed
   */
  relocate?(folder: string, place: string): Promise<string[]>;
}

/** An entry that is wanted. */
export interface WantedEntry {
  context: Context;
  kind: string;
  key: string;
  recipe: EntryRecipe;
  /** Absolute path of the folder where it is when it is ready. */
  place: string;
}

/** The name of the lock that whoever makes or removes the entry has. */
export const lockOf = ({ kind, key }: Pick<WantedEntry, 'kind' | 'key'>) => `${kind}~${key}`;

/** What a remote had or was made: whole, but not in its place yet. */
export interface FoundEntry {
  tree: string;
  manifest: EntryManifest;
  from: string;
  /** The remote's file, where it came from one. */
  packed?: string;
}

/** What is known of an entry that is in its place. */
export interface ReadyEntry {
  fingerprints: Fingerprints;
  from: string;
}
