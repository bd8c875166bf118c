/**
 * The project's words as types. Every step of a run takes and returns these plain values:
 *
 *     plan ─► provision ─► stage ─► boot ─► observe ─► judge ─► report
 */

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
  | 'skip';

/** A file of the host that a program needs in the guest. */
export interface HostFile {
  /** Absolute path where the program looks for it. In the guest it is found at the same path. */
  path: string;
  /** Absolute path of the regular file whose content it is (symbolic links resolved). */
  source: string;
}

/** A file the user wants to run. What it is and needs was read from the file; it was never run on the host. */
export interface Program {
  /** Absolute path on the host, as the user named it (symbolic links kept). */
  path: string;
  format: 'elf-static' | 'elf-dynamic' | 'script' | 'unknown';
  /** It is a program of the rootfs, which has it at `path`; nothing of the host is needed. */
  inRootfs?: true;
  /** Interpreter: PT_INTERP of an ELF file, or the first word after a script's `#!`. */
  interpreter?: string;
  /** The dynamic loader and the closure of shared libraries, plus `/etc/ld.so.cache` where a library is found by it. */
  libraries: HostFile[];
  /** Libraries that lie beside the program ($ORIGIN): placed beside the program in the guest too. */
  siblings: HostFile[];
  /** Why it cannot start in a guest, in words for the user: wrong machine, missing library, not executable, … */
  problem?: string;
}

/** One program with its arguments, environment and limits. */
export interface Test {
  /** Unique in the run, readable: the shortest tail of the program's path that no other test has, e.g. `a/exit0`. */
  name: string;
  program: Program;
  arguments: string[];
  /** Added to the guest's own small environment. */
  environment: Record<string, string>;
  /** Seconds of the host's clock, above 0. */
  timeoutSeconds: number;
}

/** A ready-to-run User Mode Linux executable. */
export interface Kernel {
  /** What the user asked for, e.g. `distro:6.1`. */
  spec: string;
  /** What reports call it; unique in the run. The release, and the spec behind it where two kernels share a release. */
  name: string;
  /** `uname -r`, from the executable's `--version`; checked against the guest's own at boot. */
  version: string;
  /** Where it comes from, for people: `Debian package user-mode-linux 6.1um4+b13 (bookworm)`. */
  source: string;
  /** Absolute path of the executable. */
  path: string;
  /** Digest of the executable, lower-case hexadecimal. */
  sha256: string;
  /** Folder that holds `<version>/modules.dep`, where the kernel came with modules. */
  modules?: string;
  /** Words for its command line, by the mode that it is to run in: `time-travel`. */
  arguments?: string[];
}

/** The guest's root file system, ready on the host. Guests never write to it. */
export interface Rootfs {
  spec: string;
  /** Absolute path of the folder that is the tree. */
  path: string;
  /** Absolute paths within it that no guest sees. */
  hidden?: string[];
  /** What a container image has for programs that run in it: variables, working folder, and user (`name`, `1000:1000`). */
  environment?: Record<string, string>;
  workingFolder?: string;
  user?: string;
}

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
  stdout: string;
  stderr: string;
  /** What the kernel said while the test ran: splats, panics and the lines around them. */
  kernelLog: string[];
  subtests: Subtest[];
}

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

/** Everything that a run found out: what every report is made from. */
export interface Results {
  version: 1;
  kernels: KernelResult[];
  tests: TestResult[];
  totals: Record<Verdict, number>;
}

/** Which step found an error, and so which exit code it has: 2 for what the user gave, 3 for what the machine or a kernel could not do. */
export type ErrorKind = 'usage' | 'machine';

/** An error meant for the user: what was wrong with the value, where, and what to do. Never shown with a stack trace. */
export class UmlRunError extends Error {
  override readonly name = 'UmlRunError';
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }

  /** 2: the command line, a file or the manifest is wrong. 3: this machine or a kernel could not do the work. */
  get exitCode(): 2 | 3 {
    return this.kind === 'usage' ? 2 : 3;
  }
}

/** Where a step tells the user what it does. The terminal and the Action each have their own. */
export interface Log {
  /** Progress: what is happening now. May be overwritten by the next. */
  progress(text: string): void;
  info(text: string): void;
  /** Something did not work and the run goes on without it. */
  warning(text: string): void;
}

/** Who is told of a run's progress. */
export interface Reporter extends Log {
  testStarted(kernel: string, test: string): void;
  testEnded(result: TestResult): void;
}
