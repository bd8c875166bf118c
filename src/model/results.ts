/** What became of one test on one kernel. A test starts as `errored`; only its own exit marker can change that. */
export type Verdict = 'passed' | 'failed' | 'skipped' | 'errored';

/** Why a test has its verdict. A closed set; `docs/results.schema.json` describes each. */
export type Reason =
  | 'exit'
  | 'signal'
  | 'timeout'
  | 'panic'
  | 'splat'
  | 'not-started'
  | 'guest-died'
  | 'boot-failed'
  | 'unsupported'
  | 'skip'
  | 'subtests'
  | 'environment';

/** Part of a test that reported for itself through TAP or KTAP. */
export interface Subtest {
  name: string;
  verdict: Verdict;
  reason: string;
}

/** One test on one kernel, judged. `stdout` and `stderr` are paths relative to the output folder. */
export interface TestResult {
  name: string;
  program: string;
  /** `name` of the kernel. */
  kernel: string;
  verdict: Verdict;
  reason: Reason;
  /** One sentence for people: `exited with 3`, `killed by SIGSEGV`, `kernel panic: …`. */
  message: string;
  exitCode: number | null;
  /** Name, e.g. `SIGSEGV`. */
  signal: string | null;
  /** Wall-clock seconds from start to end. */
  seconds: number;
  /** How many times it was run. */
  attempts: number;
  /** How many of them failed or errored. Where some did and some did not, the test is flaky. */
  failedAttempts: number;
  /** `id` of the guest that it ran in, or was to run in; null when it had none. */
  guest: string | null;
  stdout: string;
  stderr: string;
  /** What the kernel said while the test ran: splats, panics and the lines around them. */
  kernelLog: string[];
  /** At most 10,000, and no more than a share of the memory that a run has for them; failures have a part of it. */
  subtests: Subtest[];
  /** How many subtests are left out, when some are. */
  subtestsLeftOut?: number;
  /** It has no result: the run ended before its turn, or before its end. It is errored then, with 0 attempts. */
  notRun?: true;
}

/** What is known of a test once an attempt at it has ended. */
export type Findings = Pick<
  TestResult,
  | 'verdict'
  | 'reason'
  | 'message'
  | 'exitCode'
  | 'signal'
  | 'kernelLog'
  | 'subtests'
  | 'subtestsLeftOut'
  | 'seconds'
  | 'guest'
>;

/** A kernel as reports show it. */
export interface KernelResult {
  spec: string;
  name: string;
  version: string;
  source: string;
  path: string;
  sha256: string;
  /** Start of the process to the first marker, median of its guests; null when none booted. */
  bootSeconds: number | null;
}

/** A root file system as reports show it. */
export interface RootfsResult {
  spec: string;
  /** Where it comes from, for people: `busybox 1:1.35.0-4 from the store "…"`. */
  source: string;
}

/** A guest as reports show it. */
export interface GuestResult {
  /** Unique in the run. */
  id: string;
  /** `name` of its kernel. */
  kernel: string;
  /** The file with its console, relative to the output folder. It may be missing where the guest was not started. */
  log: string;
  /** The file with what it sent and received, where that was captured, relative to the output folder; others may share it. */
  capture?: string;
  started: GuestStart;
  /** Names of the tests, in the order in which they were started in it: once for each attempt. */
  tests: string[];
}

/** A guest that is about to boot. */
export type NewGuest = Omit<GuestResult, 'tests'>;

/** Why there is a guest. */
export interface GuestStart {
  /** Name of the test that ended last in the guest before; null for the first guest of a kernel, and after one without such a test. */
  after: string | null;
  /** Why the guest before was not kept, in words. */
  why: string;
}

/**
 * How a guest beside the tests ended. `not-ready`: before its program started, or before what it was waited for; `running`:
 * with the run.
 */
export type PeerEnd = 'not-ready' | 'running' | 'exit' | 'signal' | 'not-started' | 'guest-died';

/** A guest beside the tests, which is not judged. Paths are relative to the output folder. */
export interface PeerResult {
  /** Unique in the run. */
  name: string;
  /** The program and its words, as the user wrote them. */
  command: string;
  /** The release of its kernel, which need not be one of the tests'. */
  kernel: string;
  /** IPv4, in the usual notation. */
  address: string;
  end: PeerEnd;
  /** One sentence for people: `ended with code 7`. */
  message: string;
  exitCode: number | null;
  /** Name, e.g. `SIGSEGV`. */
  signal: string | null;
  /** Wall-clock seconds from the start of its program to its end, or its guest's. */
  seconds: number;
  stdout: string;
  stderr: string;
  /** The console of its guest. */
  log: string;
}

/** Everything that a run found out: what every report is made from. */
export interface Results {
  version: 1;
  kernels: KernelResult[];
  /** Missing where it is of no store. */
  rootfs?: RootfsResult;
  /** In the order in which they were started. */
  guests: GuestResult[];
  /** In the order of the command line; missing where there are none. */
  peers?: PeerResult[];
  tests: TestResult[];
  /** `notRun` counts those that have no result, and which are errored. */
  totals: Record<Verdict | 'notRun', number>;
  /** The run did not come to its end by itself, or has not yet. */
  interrupted: boolean;
}
