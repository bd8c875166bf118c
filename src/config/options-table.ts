import { availableParallelism } from 'node:os';
import { type Kind, list, listOr } from './option-kind.ts';
import {
  archive,
  assignments,
  choice,
  each,
  flag,
  integer,
  megabytes,
  seconds,
  shard,
  text,
  user,
  words,
} from './option-kinds.ts';
import { type Options, splatKinds } from './options.ts';

/** One option: the action's input, the command's flag and their documentation are made from it. */
export interface Row<Value> {
  /** Name of the input, and with `--` before it of the flag. */
  name: string;
  kind: Kind<Value>;
  /** As the user would write it; `[]` for nothing at all. Without one, the option has no value unless it is given. */
  default?: string | (() => string) | [];
  /** What holds when nothing is given, in words, where `default` does not say it. */
  otherwise?: string;
  /** One line for `--help`. */
  help: string;
  /** Markdown for the documentation, after the help's line: what else there is to know. */
  more?: string;
  /** Where it is not offered in both the action and the command. */
  only?: 'action' | 'command';
}

export type Table = { [Key in keyof Options]-?: Row<NonNullable<Options[Key]>> };

/** Every option there is. Documentation lists them in this order. */
export const table: Table = {
  kernels: {
    name: 'kernel',
    kind: list(text('<spec>', 'a kernel spec'), 'kernel specs, such as distro:6.1 or 6.12'),
    default: 'auto',
    help: 'kernels to run the tests on',
    more: 'Separate specs with commas, or repeat the flag. `distro` is the newest `user-mode-linux` package that apt offers on this machine; `distro:6.1` is the newest package of that series, from whichever suite of the archive has it; a suite (`distro:trixie`) or a version of the package may stand for the series. `6.12` is the newest release of that series, `6.12.9` exactly that release. `./linux-6.12/` is a source tree, which stays as it is, `./linux-6.12.tar.xz` a tarball of one, `https://…/linux.tar.xz#sha256=…` one to fetch. These are built (which takes a compiler and some minutes), booted once, and kept in the cache. `./linux` is a User Mode Linux executable. `auto` is `distro` where apt has such a package, else the newest long-term release; with `kernel-config` or `time-travel` always the latter, since packages come as they are.',
  },
  kernelMirror: {
    name: 'kernel-mirror',
    kind: text('<URL>', 'a URL or a folder'),
    otherwise: 'kernel.org',
    help: 'where releases of Linux come from',
    more: "A URL or a folder, laid out as kernel.org's `/pub/linux/kernel`: `v6.x/linux-6.12.9.tar.xz`, and `v6.x/sha256sums.asc`, by which tarballs are checked. The signature of that list is checked where `gpgv` and the signer's key are on this machine.",
  },
  kernelConfig: {
    name: 'kernel-config',
    kind: list(text('<file>', 'the path of a fragment'), 'paths of fragments, or some of base, tiny, defconfig, debug'),
    default: [],
    otherwise: '`base`',
    help: 'configuration of the kernels that are built',
    more: "A file has lines of a kernel's `.config`, which go on top of the built-in `base`; an option of Linux that a file asks for and the kernel does not take is an error. `base` has what tests of system calls need. In its place, `tiny` is the least that runs a test, and `defconfig` what the sources themselves suggest. `debug` adds lockdep, KASAN and other checks to any of them. A later one overrides an earlier one.",
  },
  kernelArchitecture: {
    name: 'kernel-arch',
    kind: choice(['x86_64', 'i386']),
    default: 'x86_64',
    help: 'which programs the kernels are for',
    more: 'With `i386`, kernels are built for programs of 32 bits, which have to be linked statically. To build one takes `gcc-multilib`. Kernels of the distribution are for `x86_64` only, and so is the busybox of the rootfs `minimal`.',
  },
  userspace: {
    name: 'userspace',
    kind: choice(['ptrace', 'seccomp', 'auto']),
    default: 'ptrace',
    help: 'how the kernel intercepts system calls',
    more: '`seccomp` is faster (Linux 6.16 and later), but for trusted programs only: as the kernel itself says, a process can then read and write all memory of the guest. `auto` is seccomp where kernel and machine can, else ptrace.',
  },
  timeTravel: {
    name: 'time-travel',
    kind: flag,
    default: 'false',
    help: 'virtual time: a guest that only sleeps goes on at once',
    more: "The seconds that are reported are the guest's then; limits are still by the host's clock. Kernels that are built have it, those of the distribution do not.",
  },
  rootfs: {
    name: 'rootfs',
    kind: text('<spec>', 'a rootfs spec, such as minimal'),
    default: 'minimal',
    help: "the guest's root file system",
    more: "`minimal` is a static busybox and the folders that a program expects. `alpine` is the newest Alpine Linux, `alpine:3.19` the newest release of a series, `alpine:3.19.4` one release. `host` is this machine's own root. A folder is used as it is; a tarball (`.tar`, `.tar.gz`, `.tar.xz`, `.tar.zst`), a disk image (ext2, ext3, ext4, squashfs) and a saved container image (`docker-archive:image.tar`, `oci:folder`, each perhaps with `:name`, or `docker://image:tag` through `skopeo`) are unpacked once into the cache. Guests see it read-only, and never write to it.",
  },
  libraries: {
    name: 'libraries',
    kind: choice(['auto', 'host', 'none', 'gcompat']),
    default: 'auto',
    help: 'whose libraries dynamically linked programs run with',
    more: "`auto`: those of the rootfs where it has the loader and all libraries that the program needs, in versions that are new enough; else this machine's, at the places where the program looks for them. `host`: always this machine's. `none`: those of the rootfs only. `gcompat`: on Alpine, its package of that name, fetched from the mirror, its signature checked with the keys in the rootfs.",
  },
  alpineMirror: {
    name: 'alpine-mirror',
    kind: text('<URL>', 'a URL or a folder'),
    otherwise: "Alpine's own",
    help: 'where Alpine Linux comes from',
    more: "A URL or a folder, laid out as Alpine's mirrors: `v3.19/releases/x86_64/alpine-minirootfs-3.19.4-x86_64.tar.gz`, and its `.sha512` or `.sha256`, by which it is checked.",
  },
  hide: {
    name: 'hide',
    kind: list(text('<path>', 'an absolute path'), 'absolute paths'),
    default: [],
    otherwise: 'nothing more',
    help: 'path of this machine that the rootfs `host` does not show',
    more: 'Separate paths with commas, or repeat the flag. Never shown are `/home`, `/root` and your own home folder, `/etc/ssh`, `/etc/ssl/private`, the files with password hashes, `/tmp`, `/run`, `/work`, `/dev`, `/proc` and `/sys`. Where the kernel of this machine has Landlock, it keeps guests from all of these even when a test is root and mounts what it likes; elsewhere such a test can get at them.',
  },
  rootfsLimitMegabytes: {
    name: 'rootfs-limit',
    kind: megabytes(1, 1 << 20),
    default: '8192',
    help: 'how large a rootfs may be when it is unpacked',
    more: 'What is larger is refused before it fills the disk.',
  },
  rootfsPackages: {
    name: 'rootfs-packages',
    kind: list(text('<name>', 'the name of a package'), 'names of packages'),
    default: [],
    otherwise: 'none',
    help: 'packages to install into the rootfs before the tests',
    more: "Separate names with commas, or repeat the flag. They are installed by the rootfs's own package manager in a guest, which checks their signatures: `apk` from the mirror of `alpine-mirror`, or `dpkg` from this machine's apt, for a Debian of the same suite. What comes of it is kept in the cache.",
  },
  include: {
    name: 'include',
    kind: list(text('<path>', 'the path of a file or folder'), 'paths of files and folders'),
    default: [],
    otherwise: 'nothing',
    help: 'files and folders that programs find beside them in the guest',
    more: 'Separate paths with commas, or repeat the flag. A copy of each is in the guest at its path on this machine below `/programs`, where the programs are. With `exec`, the working folder has copies of the files, and of what is in the folders, which may be changed.',
  },
  artifactsLimitMegabytes: {
    name: 'artifacts-limit',
    kind: megabytes(1, 65536),
    default: '64',
    help: 'how much a test may leave behind in `$UML_RUN_ARTIFACTS`',
    more: 'The variable names a folder of the test; the files in it are in `logs/<kernel>/<test>.artifacts/` after the run, even when the test took its guest down. A guest that writes more there is ended.',
  },
  output: {
    name: 'output',
    kind: text('<folder>', 'the path of a folder'),
    default: 'uml-run-results',
    help: 'folder for the reports and logs',
    more: 'It is made when it does not exist. Reports of an earlier run in it are replaced.',
  },
  timeoutSeconds: {
    name: 'timeout',
    kind: seconds,
    default: '60',
    help: 'limit of one test',
    more: "By the host's clock. The test that reaches it has failed, and the tests after it run in a fresh guest. `90s`, `2m` and `1.5` are durations too; without a unit they are seconds.",
  },
  bootTimeoutSeconds: {
    name: 'boot-timeout',
    kind: seconds,
    default: '60',
    help: 'limit of one boot of a guest',
    more: "From the start of the kernel's process to the moment at which the guest is ready for its first test.",
  },
  memoryMegabytes: {
    name: 'memory',
    kind: megabytes(32, 65536),
    default: '256',
    help: 'memory of one guest',
    more: '`512M` and `1G` are sizes too. A guest takes from the host only what it has touched, and does not give it back before it ends.',
  },
  jobs: {
    name: 'jobs',
    kind: integer('<number>', 1, 1024),
    default: () => String(availableParallelism()),
    otherwise: 'the number of processors',
    help: 'guests at once',
  },
  isolation: {
    name: 'isolation',
    kind: choice(['shared', 'test']),
    default: 'shared',
    help: 'share a guest between tests, or boot one for each test',
    more: 'In a shared guest the tests run one after another; what a test leaves running is ended, and a guest that panicked, hung, or warned is replaced. With `test`, no test can see what another left in the file system or in the kernel.',
  },
  environment: {
    name: 'env',
    kind: assignments,
    default: [],
    otherwise: 'nothing',
    help: 'add a variable to the environment of the tests',
    more: "Repeat the flag for more; in the action, write one a line. The value may hold anything. Nothing of the host's own environment reaches a test.",
  },
  skipExitCodes: {
    name: 'skip-exit-codes',
    kind: listOr({ none: [] }, list(integer('<codes>', 1, 255), 'exit codes from 1 to 255, or none')),
    default: '77',
    help: 'exit codes by which a test says that it was skipped',
    more: '`none` makes every code other than 0 a failure.',
  },
  failOn: {
    name: 'fail-on',
    kind: listOr(
      { all: splatKinds, none: [] },
      list(choice(splatKinds, '<kinds>'), `all, none, or some of ${splatKinds.join(', ')}`),
    ),
    default: 'all',
    help: 'kinds of kernel splat that fail the test they happen in',
    more: `\`all\`, \`none\`, or a list of: ${splatKinds.map((kind) => `\`${kind}\``).join(', ')}. A panic always counts.`,
  },
  allowSplats: {
    name: 'allow-splats',
    kind: each(text('<regex|@file>', 'a regular expression, or @ and the path of a file of them')),
    default: [],
    otherwise: 'nothing',
    help: 'kernel splats that fail no test',
    more: "A splat whose first line matches the regular expression (JavaScript's) is told in the test's message and its kernel log, and that is all. Repeat the flag for more; in the action, write one a line. `@file` reads them from a file, one a line; empty lines and those that begin with `#` are left out. Where the first two lines of a splat tell it, as those of a warning of `refcount_t`, they are joined by `: `. A panic always counts.",
  },
  kernelArguments: {
    name: 'kernel-args',
    kind: words,
    default: '',
    otherwise: 'nothing',
    help: "add to the kernel's command line",
    more: 'For example `slub_debug=FZPU`. What uml-run says there itself comes before it.',
  },
  user: {
    name: 'user',
    kind: user,
    otherwise: "root, or a container image's own",
    help: 'user and group that tests run as in the guest',
    more: 'As another user than root a test has no privileges, and cannot reach the kernel log, the consoles or other mounts. `docs/threat-model.md` tells what root can reach.',
  },
  sandbox: {
    name: 'sandbox',
    kind: choice(['auto', 'off']),
    default: 'auto',
    help: 'confine the kernels to the files of this machine that they need',
    more: 'With `auto`, Landlock keeps each kernel to its files where this machine has it, and a kernel that root starts runs as `nobody`.',
  },
  retries: {
    name: 'retries',
    kind: integer('<number>', 0, 100),
    default: '0',
    help: 'run a test that failed or errored again, at most so many times',
    more: 'Its last verdict counts. A test that passed only then is shown as flaky, with the number of attempts.',
  },
  repeat: {
    name: 'repeat',
    kind: integer('<number>', 1, 100_000),
    default: '1',
    help: 'run each test so many times, to find those that fail now and then',
    more: 'A test that failed or errored once has failed or errored: its first such attempt is the one that is shown, with how many others there were. Not together with `retries`.',
  },
  untilFail: {
    name: 'until-fail',
    kind: flag,
    default: 'false',
    help: 'end the run with the first test that fails or errors',
    more: 'With `repeat`, to hunt a test that fails rarely.',
  },
  shard: {
    name: 'shard',
    kind: shard,
    otherwise: 'all tests',
    help: 'run part i of n of the tests',
    more: 'Such as `2/4` in one job of four. Every n-th test from the i-th on; together the parts are all the tests, each once.',
  },
  aptArchive: {
    name: 'apt-archive',
    kind: archive,
    otherwise: "the machine's own archive",
    help: 'Debian archive to take kernels from',
    more: "For machines whose own archive has no `user-mode-linux` package, such as Ubuntu. Signatures are checked with the keys of the machine's `debian-archive-keyring` package.",
  },
  fastBoot: {
    name: 'fast-boot',
    kind: flag,
    default: 'true',
    help: "leave out the slow parts of a distribution kernel's boot",
    more: 'Left out are the raid6 and xor benchmarks, btrfs, zswap, jfs and the legacy ptys (`/dev/pts` is not touched). Turn it off for tests that need one of them.',
  },
  cache: {
    name: 'cache',
    kind: text('<folder>', 'the path of a folder'),
    otherwise: '`$UML_RUN_CACHE`, or `uml-run` in `$XDG_CACHE_HOME` or `~/.cache`',
    help: 'folder that keeps kernels and root file systems between runs',
  },
  outputLimitMegabytes: {
    name: 'output-limit',
    kind: megabytes(1, 65536),
    default: '64',
    help: "how much is kept of each of a test's two streams",
    more: 'Of a stream that is longer, the first and the last half of that are kept, with a line between them that says how much is missing; the test runs on.',
  },
  quiet: {
    name: 'quiet',
    kind: flag,
    default: 'false',
    help: 'print only what did not pass and the totals',
    only: 'command',
  },
};

/** The rows with the property of `Options` that each is the value of. */
export const rows = Object.entries(table) as [keyof Options, Row<unknown>][];

/** The action's own input: what the command takes as words that are not options. */
export const testsInput = {
  name: 'tests',
  placeholder: '<test>...',
  help: 'test programs: files, globs, and folders of executables',
  more: 'Separated by spaces or newlines; quote a pattern that has a space in it. Each is an ELF executable or a script with `#!`. A folder stands for the executables in it.',
};
