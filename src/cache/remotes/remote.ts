/** A farther level of the cache, which keeps each entry as one compressed file. Whatever it throws costs a warning. */
export interface Remote {
  /** For people: `the Actions cache`. */
  readonly name: string;
  /**
   * Fetches what was saved under the key into a file that does not exist yet.
   * @returns false when it has no such key
   */
  restore(key: string, file: string): Promise<boolean>;
  /** Keeps a copy of the file. Not an error when the key is there already. */
  save(key: string, file: string): Promise<void>;
}
