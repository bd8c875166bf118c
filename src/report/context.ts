/** What a report may use besides the results. It is the same for all reports, and lets them do without I/O. */
export interface ReportContext {
  /** The output folder, as people should see it. */
  output: string;
  /** Absolute path of the folder that paths of programs are shown relative to, where they lie in it. */
  folder: string;
  limits: Limits;
  /**
   * The last bytes of a file with a test's output.
   *
   * @param path relative to the output folder, as in the results
   * @param bytes at most so many
   * @returns nothing, with nothing omitted, where there is no such file
   */
  readTail(path: string, bytes: number): Tail;
}

export interface Tail {
  bytes: Uint8Array;
  /** How many bytes of the file come before these. */
  omitted: number;
}

/** How much of everything a report may hold. Sizes in bytes, but for the annotations'. */
export interface Limits {
  /** Tail of one stream of one test in junit.xml and report.html: of one that did not pass, and of one that did. */
  tail: { bad: number; good: number };
  /** All tails together in one report, about: where they would be more, each is shorter. */
  tails: number;
  /** summary.md as a whole. GitHub drops a step summary above 1 MiB. */
  summary: number;
  /** Tail of one stream in summary.md and in an annotation. */
  excerpt: number;
  /** GitHub shows 10 annotations of each kind for a step, of 4,096 characters each. */
  annotations: { count: number; characters: number };
  /** On the terminal: tests shown with their output, lines of each output, and rows of the final table. */
  terminal: { failures: number; lines: number; rows: number };
}

export const defaultLimits: Limits = {
  tail: { bad: 32 << 10, good: 2 << 10 },
  tails: 8 << 20,
  summary: 1_000_000,
  excerpt: 2 << 10,
  annotations: { count: 10, characters: 4096 },
  terminal: { failures: 20, lines: 12, rows: 60 },
};
