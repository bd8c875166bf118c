import type { Capability } from '../model/capabilities.ts';
import type { Network, Published } from '../model/network.ts';
import type { PeerSpec, ReadyWhen } from '../model/peers-asked.ts';
import type { Architecture } from '../model/provisions.ts';
import type { SplatKind } from '../model/splat-kinds.ts';
import type { Shard } from '../model/tests.ts';

/** Everything a user can choose, checked: what `parseCommandLine` and `parseActionInputs` make of words and inputs. */
export interface Options {
  /** Kernel specs in the order given, each once. At least one. */
  kernels: string[];
  /** URL or folder, as the user wrote it, that releases come from; kernel.org without it. */
  kernelMirror?: string;
  /** URL, folder or `none`, as the user wrote it, that ready-made kernels come from; the repository's own without it. */
  kernelStore?: string;
  /** File with the private key of a store, or `env:` and the name of a variable that has it, as the user wrote it. */
  key?: string;
  /** Built-in names and paths of configuration fragments, as the user wrote them. May be empty. */
  kernelConfig: string[];
  /** What kernels are for, those that are built too. */
  kernelArchitecture: Architecture;
  /** How kernels intercept system calls. */
  userspace: 'ptrace' | 'seccomp' | 'auto';
  /** Virtual time in the guests. */
  timeTravel: boolean;
  /** What network guests have. */
  network: Network;
  /** Ports of this machine that lead into the guest. May be empty; if not, there is one guest at a time. */
  publish: Published[];
  /** Whether networks are captured. */
  capture: boolean;
  /** Guests beside those of the tests, each with a name of its own; if there are any, tests run in one guest at a time. */
  guests: PeerSpec[];
  /** When these are ready. Each names one of them. May be empty. */
  ready: ReadyWhen[];
  /** Rootfs spec. */
  rootfs: string;
  /** Whose dynamic loader and libraries programs run with. */
  libraries: 'auto' | 'host' | 'none' | 'gcompat';
  /** URL or folder, as the user wrote it, that Alpine comes from; Alpine's own without it. */
  alpineMirror?: string;
  /**
   * Paths of this machine that guests do not see, in addition to those that they never see: absolute ones of the rootfs
   * `host`, others of the folder that tests start in. May be empty.
   */
  hide: string[];
  /** What a rootfs may take when it is unpacked, in MB (2^20 bytes), whole. */
  rootfsLimitMegabytes: number;
  /** Packages that are installed into the rootfs before the tests. May be empty. */
  rootfsPackages: string[];
  /** Files and folders, as the user wrote them, that are copied beside the programs. May be empty. */
  include: string[];
  /** Folder of this machine, as the user wrote it, that tests start in, at its own path. */
  workdir?: string;
  /** Paths from that folder, as the user wrote them, in which what `exec`'s program changes is brought back. May be empty. */
  writable: string[];
  /** What a test may leave in `$UML_RUN_ARTIFACTS`, in MB (2^20 bytes), whole. */
  artifactsLimitMegabytes: number;
  /** Output folder, as the user wrote it. */
  output: string;
  /** Limit of one test: above 0, at most a week. */
  timeoutSeconds: number;
  /** Limit of one boot: above 0, at most a week. */
  bootTimeoutSeconds: number;
  /** Memory of one guest in MB (2^20 bytes), whole. */
  memoryMegabytes: number;
  /** What the working folder and /tmp of tests are on. */
  workFs: 'tmpfs' | 'ext4';
  /** In which order the tests of a kernel are started: `longest`, `given`, or a results.json, as the user wrote it. */
  order: string;
  /** Guests at once, from 1. */
  jobs: number;
  /** `shared`: tests one after another in one guest. `test`: a fresh guest for each. */
  isolation: 'shared' | 'test';
  /** What the standard output and error of tests are. */
  stdout: 'pipe' | 'terminal';
  /** Added to the environment of every test. */
  environment: Record<string, string>;
  /** Names of variables of uml-run's own environment that every test gets. May be empty. */
  environmentPass: string[];
  /** The program of `exec` gets nothing else of uml-run's own environment. */
  cleanEnvironment: boolean;
  /** Exit codes that mean skipped, each from 1 to 255. May be empty. */
  skipExitCodes: number[];
  /** The kinds of splat that fail the test during which they happen. A panic always counts. */
  failOn: SplatKind[];
  /**
   * Regular expressions, and `@file` for files of them, as the user wrote them: splats that fail no test. May be empty.
   */
  allowSplats: string[];
  /** Appended to the kernel's command line. One line, may be empty. */
  kernelArguments: string;
  /** Whom tests run as in the guest; root without it, or whom a container image names. */
  user?: GuestUser;
  /** Rights that tests do without. May be empty. */
  capDrop: Capability[];
  /** Whether kernels are confined to the files that they need. */
  sandbox: 'auto' | 'off';
  /** How many times a test that did not pass is run again. */
  retries: number;
  /** How many times each test is run, at least once. */
  repeat: number;
  /** Ends the run with the first test that does not pass. */
  untilFail: boolean;
  /** Which part of the tests to run; all without it. */
  shard?: Shard;
  /** URI of a Debian archive to take kernels from; this machine's own without it. */
  aptArchive?: string;
  /** Leave out of a distribution kernel's boot what takes most of its time. */
  fastBoot: boolean;
  /** Folder that keeps kernels and root file systems, as the user wrote it; the user's cache folder without it. */
  cache?: string;
  /** Use what this machine has, and ask no network. */
  offline: boolean;
  /** How much of each of a test's two streams is kept, in MB (2^20 bytes), whole. */
  outputLimitMegabytes: number;
  /** The program of `exec` runs in a guest of a server. */
  warm: boolean;
  /** Seconds without a program after which a server ends. */
  idleSeconds: number;
  /** `serve` lists servers. */
  status: boolean;
  /** `serve` ends servers. */
  stop: boolean;
  /** On the terminal only: no line a test, no progress. */
  quiet: boolean;
  /** On the terminal only: a line for all that guests do. `quiet` wins. */
  verbose: boolean;
}

/** A user of the guest by its numbers, each from 0. */
export interface GuestUser {
  user: number;
  group: number;
}
