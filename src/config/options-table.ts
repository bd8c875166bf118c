import { availableParallelism } from 'node:os';
import { splatKinds } from '../model/splat-kinds.ts';
import type { CommandName } from './command.ts';
import { peers, readiness } from './guest-kinds.ts';
import { network, published } from './network-kinds.ts';
import { type Kind, list, listOr } from './option-kind.ts';
import {
  archive,
  assignments,
  capability,
  choice,
  each,
  flag,
  integer,
  megabytes,
  seconds,
  shard,
  text,
  user,
  variable,
  words,
} from './option-kinds.ts';
import type { Options } from './options.ts';
import { secretsInWords } from './secret-variables.ts';

/** One option: the action's input, the command's flag and their documentation are made from it. */
export interface Row<Value> {
  /** Name of the input, and with `--` before it of the flag. */
  name: string;
  kind: Kind<Value>;
  /**
   * As the user would write it; `[]` for an empty list. Without a default, the option has no value unless it is given.
   */
  default?: string | (() => string) | [];
  /** The default of commands that have another one. */
  ownDefault?: Partial<Record<CommandName, string>>;
  /** The default in words, for documentation, where `default` does not say it. */
  otherwise?: string;
  /** One line for `--help`. */
  help: string;
  /** Markdown that follows the help line in the documentation. Full sentences. */
  more?: string;
  /** The only place that offers it; both do where this is left out. */
  only?: 'action' | 'command';
  /** The commands that it means something to: `run`, `exec` and `serve` where this is left out. Others refuse it. */
  for?: readonly CommandName[];
  /** What there is in its place for other commands. */
  instead?: string;
  /** Letter of its short flag. */
  short?: string;
}

export type Table = { [Key in keyof Options]-?: Row<NonNullable<Options[Key]>> };

/** Every option there is. Documentation lists them in this order. */
export const table: Table = {
  kernels: {
    name: 'kernel',
    for: ['run', 'exec', 'serve', 'kernel'],
    short: 'k',
    kind: list(text('<spec>', 'a kernel spec'), 'kernel specs, such as distro:6.1 or 6.12'),
    default: 'auto',
    help: 'kernels to run the tests on',
    more: 'Separate specs with commas, or repeat the flag. In YAML, quote a series (`kernel: "5.10"`, `matrix: {kernel: ["5.10", "6.1"]}`): without quotes, 5.10 is the number 5.1. Ready-made kernels: `distro` is the newest `user-mode-linux` package that apt offers on this machine, and `distro:6.1` the newest of that series in any suite of the archive; a suite (`distro:trixie`) or a package version can take the place of the series. `./linux` is a User Mode Linux executable. Kernels to build: `6.12` is the newest release of that series, `6.12.9` exactly that release, `./linux-6.12/` a source tree (left untouched), `./linux-6.12.tar.xz` a tarball of one, and `https://…/linux.tar.xz#sha256=…` one to download. Building requires a compiler and takes a few minutes; the result is booted once and kept in the cache. A release is taken from `kernel-store` if it is there. `auto` is the newest long-term release of the store; without a store, `distro` if apt has such a package, otherwise the newest long-term release. With `kernel-config` or `time-travel` it is never `distro`, since packages cannot be reconfigured.',
  },
  kernelMirror: {
    name: 'kernel-mirror',
    for: ['run', 'exec', 'serve', 'kernel'],
    kind: text('<URL>', 'a URL or a folder'),
    otherwise: 'kernel.org',
    help: 'where to download Linux releases from',
    more: "A URL or a folder laid out like kernel.org's `/pub/linux/kernel`: it holds `v6.x/linux-6.12.9.tar.xz`, and `v6.x/sha256sums.asc` to check tarballs against. The signature of that list is verified if this machine has `gpgv` and the signer's key.",
  },
  kernelStore: {
    name: 'kernel-store',
    for: ['run', 'exec', 'serve', 'kernel', 'doctor'],
    kind: text('<URL>', 'a URL, a folder, or none'),
    otherwise: "the releases of uml-run's repository",
    help: 'where to take ready-made kernels from',
    more: 'A URL or a folder that `uml-run kernel publish` has filled, which also has a busybox for machines without apt; or `none`, to build every release. End it with `#key=` and the 64 hexadecimal digits of the public key that the store is signed with, unless it is signed with that of uml-run. If the store lacks a release or cannot be used, the kernel is built; a problem with the store is a warning. [kernel-store.md](kernel-store.md) has the details.',
  },
  key: {
    name: 'key',
    only: 'command',
    for: ['kernel'],
    kind: text('<file>', 'a file, or env: and the name of a variable'),
    otherwise: 'none',
    help: 'private key that kernel publish signs with',
    more: 'A file with an ed25519 key in PEM, or `env:NAME` for the variable `NAME` that holds the text of one.',
  },
  kernelConfig: {
    name: 'kernel-config',
    for: ['run', 'exec', 'serve', 'kernel'],
    kind: list(
      text('<file>', 'the path of a fragment'),
      'paths of fragments, or some of base, base-static, tiny, defconfig, debug, containers',
    ),
    default: [],
    otherwise: '`base`',
    help: 'configuration of the kernels that are built',
    more: "A file holds lines of a kernel's `.config`, which are applied on top of the built-in `base`; if Linux knows an option that a file asks for but the kernel does not accept it, that is an error. `base` has what tests of system calls need. To replace it, use `base-static`, which is `base` linked statically into one file, without a network card; `tiny`, the least that runs a test; or `defconfig`, the default of the sources. `debug` adds lockdep, KASAN and other checks to any of them, and `containers` what dockerd and podman need to `base`. Later entries override earlier ones.",
  },
  kernelArchitecture: {
    name: 'kernel-arch',
    for: ['run', 'exec', 'serve', 'kernel'],
    kind: choice(['x86_64', 'i386']),
    default: 'x86_64',
    help: 'architecture of kernels and programs',
    more: 'With `i386`, kernels are built for 32-bit programs, which must be statically linked; building them requires `gcc-multilib`. Distribution kernels and the busybox of the rootfs `minimal` exist for `x86_64` only.',
  },
  userspace: {
    name: 'userspace',
    for: ['run', 'exec', 'serve', 'kernel'],
    kind: choice(['ptrace', 'seccomp', 'auto']),
    default: 'ptrace',
    help: 'way to intercept system calls',
    more: '`seccomp` is faster and requires Linux 6.16 or later, but use it for trusted programs only: according to the kernel itself, a process can then read and write all memory of the guest. `auto` is `seccomp` if both the kernel and this machine support it, otherwise `ptrace`.',
  },
  timeTravel: {
    name: 'time-travel',
    for: ['run', 'exec', 'serve', 'kernel'],
    kind: flag,
    default: 'false',
    help: 'virtual time: a guest that only sleeps skips ahead',
    more: "Reported seconds are then the guest's; limits still use the host's clock. Kernels that uml-run builds support this, distribution kernels do not.",
  },
  network: {
    name: 'network',
    kind: network,
    default: 'none',
    help: 'what guests reach by network',
    more: "`none` is the loopback device alone. With `user`, guests reach what you reach, through slirp4netns, which needs no root: TCP, UDP and DNS. They do not reach servers on this machine's loopback; `user,host-loopback` lets them, at the guest's address 10.0.2.2. `user,offline` gives addresses and names, and no way out. Each guest has a network of its own. `delay=50ms` (up to 60s), `loss=1%` and `rate=1mbit` (1kbit to 100gbit), any of them after further commas, make it worse: each holds for all that goes to the guest, and again for all that it sends, so that an answer takes twice the delay. Losses follow the same pattern in each run. With `guests` this is also possible with `none`, as in `none,delay=50ms`. With `tap`, which needs root, each guest has a TAP device of this machine, whose packets leave under this machine's address. `tap,device=<name>` takes one that you have prepared, which needs no root; `run` then runs one guest at a time. Cannot be combined with `time-travel`. [network.md](network.md) has the details.",
  },
  publish: {
    name: 'publish',
    for: ['run', 'exec'],
    kind: published,
    default: [],
    otherwise: 'none',
    help: 'ports of this machine that lead into the guest',
    more: "`8080:80` leads from port 8080 of this machine's loopback (127.0.0.1) to port 80 of the guest, and `5353:53/udp` does so for UDP, which requires `--network user,host-loopback`. Separate them with commas, or repeat the flag. Requires a network. As only one guest can have a port, `run` then runs one guest at a time.",
  },
  guests: {
    name: 'guests',
    for: ['run'],
    kind: peers,
    default: [],
    otherwise: 'none',
    help: 'a guest that runs beside the tests',
    more: 'A guest of its own runs `<program>`, a file or a command of the rootfs with its arguments, until the tests have ended. `NAME` is its host name in `/etc/hosts` of all guests; tests have `UML_RUN_PEERS` with `NAME=address` for each. Its kernel is `<kernel>`, a kernel spec, or else the first of the run. Repeat the flag for more. All guests share one private network, with a way out if `network` is `user`, and tests run in one guest at a time. If the program fails before the tests have ended, these are errored. What it prints is in `logs/peer-NAME.stdout` and `.stderr`. [network.md](network.md) has the details.',
  },
  ready: {
    name: 'ready',
    for: ['run'],
    kind: readiness,
    default: [],
    otherwise: 'as soon as its program has started',
    help: 'when a guest of `guests` is ready for the tests',
    more: "A TCP port of the guest that has to answer, or a command of the rootfs's shell that has to succeed, which is tried again and again in a guest like those of the tests. The limit is `boot-timeout`. Repeat the flag for more.",
  },
  capture: {
    name: 'capture',
    for: ['run', 'exec'],
    kind: flag,
    default: 'false',
    help: 'keep what guests send and receive',
    more: 'A file in the format pcapng for Wireshark and tcpdump: `logs/<kernel>-<n>.pcapng` for each guest, beside its console, or one for all, `logs/guests.pcapng`, with `guests`. With `exec` it is `network.pcapng` in the folder that your own `$UML_RUN_ARTIFACTS` names, which is needed. It has whole frames, and so all that is not encrypted, passwords too. When it is as large as `artifacts-limit`, or the disk is full, it ends, a warning says so, and the guests run on. Requires `network: user` or `guests`.',
  },
  rootfs: {
    name: 'rootfs',
    kind: text('<spec>', 'a rootfs spec, such as minimal'),
    default: 'minimal',
    help: "the guest's root file system",
    more: "`minimal` is a static busybox and the folders that programs expect. `alpine` is the newest Alpine Linux, `alpine:3.19` the newest release of that series, and `alpine:3.19.4` exactly that release. `host` is this machine's own root. A folder is used as it is. A tarball (`.tar`, `.tar.gz`, `.tar.xz`, `.tar.zst`), a disk image (ext2, ext3, ext4, squashfs) or a saved container image (`docker-archive:image.tar` or `oci:folder`, each with an optional `:name`, or `docker://image:tag` through `skopeo`) is unpacked once into the cache. Guests see the rootfs read-only and never write to it.",
  },
  libraries: {
    name: 'libraries',
    kind: choice(['auto', 'host', 'none', 'gcompat']),
    default: 'auto',
    help: 'whose libraries to use',
    more: "The libraries of dynamically linked programs: `auto` uses those of the rootfs if it has the loader and every library that the program needs, in versions that are new enough; otherwise it uses this machine's, at the paths where the program looks for them. Both are looked for in the `LD_LIBRARY_PATH` that the program will have, too. Libraries that belong to no distribution (not in `/usr` or `/lib*`) come from this machine if the rootfs does not have them. `host` always uses this machine's, `none` only those of the rootfs. `gcompat` uses Alpine's package of that name, downloaded from the mirror and verified with the keys in the rootfs, which has to be Alpine.",
  },
  alpineMirror: {
    name: 'alpine-mirror',
    kind: text('<URL>', 'a URL or a folder'),
    otherwise: "Alpine's own",
    help: 'where to download Alpine Linux from',
    more: "A URL or a folder laid out like Alpine's mirrors: it holds `v3.19/releases/x86_64/alpine-minirootfs-3.19.4-x86_64.tar.gz`, and its `.sha512` or `.sha256` to check it against.",
  },
  hide: {
    name: 'hide',
    kind: list(text('<path>', 'a path'), 'paths'),
    default: [],
    otherwise: 'nothing else',
    help: 'path of this machine that guests do not see',
    more: "Separate paths with commas, or repeat the flag. A path that is not absolute begins in the folder that tests start in (see `workdir`). Always hidden in the rootfs `host` are `/home`, `/root` and your own home folder, `/etc/ssh`, `/etc/ssl/private`, the files with password hashes, and what guests have of their own: `/tmp`, `/run`, `/work`, `/programs`, `/artifacts`, `/dev`, `/proc` and `/sys`. If this machine's kernel has Landlock, guests cannot reach any of these, even if a test is root and mounts whatever it likes; without Landlock, such a test can reach them.",
  },
  rootfsLimitMegabytes: {
    name: 'rootfs-limit',
    kind: megabytes(1, 1 << 20),
    default: '8192',
    help: 'how large an unpacked rootfs may be',
    more: 'A larger one is refused before it fills the disk.',
  },
  rootfsPackages: {
    name: 'rootfs-packages',
    kind: list(text('<name>', 'the name of a package'), 'names of packages'),
    default: [],
    otherwise: 'none',
    help: 'packages to install into the rootfs first',
    more: "Separate names with commas, or repeat the flag. The rootfs's own package manager installs them in a guest and checks their signatures: `apk` from `alpine-mirror`, or `dpkg` from this machine's apt if the rootfs is a Debian of the same suite. The result is kept in the cache.",
  },
  include: {
    name: 'include',
    for: ['run', 'exec'],
    kind: list(text('<path>', 'the path of a file or folder'), 'paths of files and folders'),
    default: [],
    otherwise: 'nothing',
    help: 'files and folders to copy next to the programs',
    more: 'Separate paths with commas, or repeat the flag. Copies are below `/programs`, at the same path as on this machine; that is where programs are too. Where `exec` shows no folder of this machine (see `workdir`), its working folder has writable copies of the files and of the contents of the folders; where it does, what lies in that folder is not copied. Holes of sparse files take no room; pipes, sockets and devices are left out.',
  },
  workdir: {
    name: 'workdir',
    kind: text('<folder>', 'the path of a folder'),
    otherwise: '`exec`: the current folder; `run`: a new folder for each test',
    help: 'folder of this machine that tests start in',
    more: "Guests see the folder with all that is in it at the path that it has on this machine; tests start in it, and programs that lie in it run by their own paths. A program of `exec` starts in the current folder if that lies in the one that `workdir` names. Nothing is copied, and what a test writes there stays in the guest's memory: the next test finds the folder as it is here. A kernel that cannot lay overlayfs over hostfs (5.10, or one without overlayfs) copies the folder into its memory; it is read-only there, and a line says so, if it takes more than a quarter of `memory`, has more than 10,000 entries, is deeper than 64 folders, or has files with more than 256 MB of holes. `exec` shows the current folder, but no home (yours, `/root`, or one in `/home`), and not `/`: these have to be named. `/`, `/proc`, `/sys`, `/dev`, `/programs` and `/artifacts` cannot be shown. With the rootfs `host`, if `exec` is used or `workdir` is given, guests also see, read-only, the folders of your `PATH`, `CARGO_HOME`, `RUSTUP_HOME`, `GOPATH`, `GOROOT`, `VIRTUAL_ENV`, `CONDA_PREFIX`, `JAVA_HOME`, `PYENV_ROOT`, `RBENV_ROOT`, `NVM_DIR`, `ASDF_DATA_DIR`, `VOLTA_HOME` and `SDKMAN_DIR` that the rootfs hides, but never your home itself. Hidden in each of these folders are, from its top, `.git/config` and those of submodules in `.git/modules`, `.git-credentials`, `.netrc`, `.npmrc`, `.pypirc`, `.ssh`, `.gnupg`, `.aws`, `.azure`, `.kube`, `.config/gcloud`, `.config/gh`, `.docker/config.json`, `.cargo/credentials`, `.cargo/credentials.toml`, `id_rsa`, `id_ecdsa`, `id_ed25519`, the credentials in `CARGO_HOME`, wherever that is, and what `hide` names. `.env` is not hidden, since programs read it. If you are not root, tests have `SUDO_UID` with your user ID, so that git, as root, trusts your folder.",
  },
  writable: {
    name: 'writable',
    for: ['exec'],
    instead: 'a test leaves files in $UML_RUN_ARTIFACTS',
    kind: each(text('<path>', 'a path in the folder that is shown')),
    default: [],
    otherwise: 'nothing',
    help: 'bring back what the program of `exec` changes in this path, `.` for all',
    more: "The path begins in the folder that the program starts in, and may lie anywhere in the one that is shown (`workdir`, or the current folder). Repeat the flag for more. After the program's end the path on this machine is as if the program had run here: contents, new, renamed and removed files and folders, links, hard links, modes, times and holes. Files that changed belong to whoever runs uml-run; if that is root, to their owner before. A file is replaced in one step by a new one, and one that has several names is rewritten, so that it keeps them. If somebody changed it here meanwhile, the guest's one wins. What did not change is not touched. Devices, sockets, pipes, setuid bits and extended attributes do not come back, nor does what is below more than 200 folders; paths that are hidden stay as they are. If the guest dies, or the time is up, nothing comes back. Changes elsewhere in the shown folder are lost; `exec` says which, unless it is `quiet`.",
    only: 'command',
  },
  artifactsLimitMegabytes: {
    name: 'artifacts-limit',
    kind: megabytes(1, 65536),
    default: '64',
    help: 'how much a test may leave in `$UML_RUN_ARTIFACTS`',
    more: 'The variable names a folder of the test; after the run its files are in `logs/<kernel>/<test>.artifacts/`, even if the test took its guest down. With `exec` they come back into the folder that your own `$UML_RUN_ARTIFACTS` names, which is created if it does not exist; without one, nothing is kept, and the program has no such variable. A guest that writes more there is ended. For a test that is root, the folder is one of this machine: symbolic links cannot be made there, the error is EPERM.',
  },
  output: {
    name: 'output',
    for: ['run'],
    kind: text('<folder>', 'the path of a folder'),
    default: 'uml-run-results',
    help: 'folder for the reports and logs',
    more: 'It is created if it does not exist. A run first removes what an earlier run left in it: reports, outputs, artifacts folders and consoles, as the earlier `results.json` tells. Files that uml-run did not make stay. A run that ends before its guests start leaves no reports; only if `order` is wrong do the earlier ones stay. Runs at the same time need a folder each.',
  },
  timeoutSeconds: {
    name: 'timeout',
    for: ['run', 'exec'],
    kind: seconds,
    default: '60',
    help: 'time limit of one test',
    more: "Measured by the host's clock. A test that reaches it fails, and the remaining tests run in a fresh guest. `90s`, `2m` and `1.5` are durations too; without a unit they are seconds. A program of `exec` has no limit unless one is given.",
  },
  bootTimeoutSeconds: {
    name: 'boot-timeout',
    for: ['run', 'exec', 'serve', 'kernel'],
    kind: seconds,
    default: '60',
    help: 'time limit of one boot of a guest',
    more: "From the start of the kernel's process, or from when the tests are staged if that is later, until the guest is ready for its first test.",
  },
  memoryMegabytes: {
    name: 'memory',
    kind: megabytes(32, 65536),
    default: '256',
    help: 'memory of one guest',
    more: '`512M` and `1G` are sizes too. A guest takes from the host only the memory that it has touched, and gives it back when it ends. All of it has to be free for each guest that runs at once, in `/dev/shm`, or else in `$TMPDIR` or `/var/tmp`; with less room, fewer guests run at once.',
  },
  workFs: {
    name: 'work-fs',
    kind: choice(['tmpfs', 'ext4']),
    default: 'tmpfs',
    help: 'where the working folder and `/tmp` are',
    more: '`ext4` is a new file system for each test, on a disk of the guest that is as large as `memory`; both folders share it, and with them the folders of [container engines](containers.md). What `include` puts into the working folder of `exec` stays in memory. It is a file of this machine with holes, in the same folder as the memory, which needs room for both. Linux before 6.6 has no extended attributes `user.*` and no `O_DIRECT` on a tmpfs. The kernel needs `CONFIG_BLK_DEV_UBD` and `CONFIG_EXT4_FS`; those of the distribution and those that `base` configures have both.',
  },
  order: {
    name: 'order',
    for: ['run'],
    kind: text('<longest|given|file>', 'longest, given, or the results.json of an earlier run'),
    default: 'longest',
    help: 'which tests start first',
    more: "`longest` starts the tests that took longest in the last run, so that no long one is left when all others have ended; those that have not run before come first. The cache keeps the times, for each kernel, for 90 days; on a machine whose cache is empty, such as GitHub's, this is the order given. `given` is the order of the command line. The `results.json` of an earlier run stands for its order, and its tests share guests as they did then, so that a failure that needs the tests before it can be repeated; it may be the one in the output folder of this run. Tests that it does not have come last. If a test fails after others in its guest, the command prints at the end what repeats this order. Reports do not depend on the order.",
  },
  jobs: {
    name: 'jobs',
    short: 'j',
    for: ['run', 'serve'],
    kind: integer('<number>', 1, 1024),
    default: () => String(availableParallelism()),
    otherwise: 'the number of processors',
    help: 'how many guests run at once',
    more: 'A server (`serve`) runs as many programs at once, and keeps as many guests ready as there may still begin: at least one, and one a processor at most.',
  },
  isolation: {
    name: 'isolation',
    for: ['run', 'serve', 'exec'],
    kind: choice(['shared', 'test']),
    default: 'shared',
    ownDefault: { exec: 'test', serve: 'test' },
    otherwise: '`shared`; `exec` and `serve`: `test`',
    help: 'share guests between tests, or not',
    more: '`shared` shares, and `test` boots a guest for each test. In a shared guest the tests run one after another; whatever a test leaves running is ended, and a guest that panicked, hung or warned is replaced. With `test`, no test can see what another left in the file system or in the kernel. The programs of `exec --warm` share the guests of a server likewise; without `warm`, each has a guest of its own.',
  },
  stdout: {
    name: 'stdout',
    for: ['run'],
    kind: choice(['pipe', 'terminal']),
    default: 'pipe',
    help: "what a test's output streams are",
    more: 'What a test has written is with uml-run at once, even if the kernel panics next. But into a pipe, the C library and others write in blocks, and what they still hold back is lost when the test is killed, or its guest dies. On a `terminal`, most programs write each line at once, which is slower, and some print colors.',
  },
  environment: {
    name: 'env',
    for: ['run', 'exec'],
    kind: assignments,
    default: [],
    otherwise: 'nothing',
    help: 'add a variable to the environment of the tests',
    more: 'Repeat the flag for more; in the action, write one per line. The value may contain anything.',
  },
  environmentPass: {
    name: 'env-pass',
    for: ['run', 'exec'],
    kind: list(variable, 'names of variables'),
    default: [],
    otherwise: 'nothing',
    help: 'variables of this machine that tests get',
    more: `Separate names with commas, or repeat the flag. Tests get nothing else of it. With \`exec\`, a program gets all of it, except what guests have of their own (\`HOME\`, \`PATH\`, \`TMPDIR\` and the like), what a container image sets, and what may be secret: ${secretsInWords}. Names given here are passed all the same. The rootfs \`host\` also keeps \`PATH\` and the variables of tools that \`workdir\` lists.`,
  },
  cleanEnvironment: {
    name: 'clean-env',
    for: ['exec'],
    kind: flag,
    default: 'false',
    help: "keep this machine's environment out of exec",
    more: 'What `env` and `env-pass` name is there all the same.',
    only: 'command',
  },
  skipExitCodes: {
    name: 'skip-exit-codes',
    for: ['run'],
    kind: listOr({ none: [] }, list(integer('<codes>', 1, 255), 'exit codes from 1 to 255, or none')),
    default: '77',
    help: 'exit codes that mean a test was skipped',
    more: '`none` makes every code other than 0 a failure.',
  },
  failOn: {
    name: 'fail-on',
    for: ['run', 'exec'],
    kind: listOr(
      { all: splatKinds, none: [] },
      list(choice(splatKinds, '<kinds>'), `all, none, or some of ${splatKinds.join(', ')}`),
    ),
    default: 'all',
    help: 'kinds of kernel splat that fail a test',
    more: `It fails the test during which it happens. \`all\`, \`none\`, or a list of: ${splatKinds.map((kind) => `\`${kind}\``).join(', ')}. A panic always counts.`,
  },
  allowSplats: {
    name: 'allow-splats',
    for: ['run', 'exec'],
    kind: each(text('<regex|@file>', 'a regular expression, or @ and the path of a file of them')),
    default: [],
    otherwise: 'nothing',
    help: 'kernel splats that do not fail a test',
    more: "Each is a regular expression (JavaScript's). A splat whose first line matches one is shown in the test's message and kernel log, but does not fail the test. Repeat the flag for more; in the action, write one per line. `@file` reads them from a file, one per line; empty lines and lines that start with `#` are ignored. Where it takes two lines to identify a splat, as with a warning of `refcount_t`, they are joined by `: `. No more than the first 1,000 characters of a line are looked at; an expression that takes more than a second for them is given up, and the run ends with exit code 2. A panic always counts.",
  },
  kernelArguments: {
    name: 'kernel-args',
    kind: words,
    default: '',
    otherwise: 'nothing',
    help: "arguments to add to the kernel's command line",
    more: 'For example `slub_debug=FZPU`. They follow those that uml-run itself passes.',
  },
  user: {
    name: 'user',
    kind: user,
    otherwise: "root, or a container image's own",
    help: 'user and group that tests run as in the guest',
    more: 'A test that does not run as root has no privileges, and cannot reach the kernel log, the consoles or other mounts. `docs/threat-model.md` describes what root can reach.',
  },
  capDrop: {
    name: 'cap-drop',
    kind: list(capability, 'names of capabilities, such as SYS_MODULE or CAP_NET_ADMIN'),
    default: [],
    otherwise: 'none but `SYS_RAWIO`',
    help: 'capabilities that tests do without, even as root',
    more: 'Separate names with commas, or repeat the flag; `CAP_` may be left out. Programs cannot get them back. With `SYS_MODULE`, the kernel does not load modules by itself either, such as for a socket or a file system: a test has the modules that are loaded before it starts, IPv6 among them. `docs/threat-model.md` says what this protects.',
  },
  sandbox: {
    name: 'sandbox',
    kind: choice(['auto', 'off']),
    default: 'auto',
    help: 'confine kernels to files that they need',
    more: 'With `auto`, Landlock confines each kernel to its files if this machine has Landlock, and each kernel that root starts runs as a user of its own.',
  },
  retries: {
    name: 'retries',
    for: ['run'],
    kind: integer('<number>', 0, 100),
    default: '0',
    help: 'rerun a test that did not pass, so many times',
    more: 'At most this many times; the last verdict counts. A test that passed only on a rerun is shown as flaky, with the number of attempts.',
  },
  repeat: {
    name: 'repeat',
    for: ['run'],
    kind: integer('<number>', 1, 100_000),
    default: '1',
    help: 'run each test this often, to find flaky ones',
    more: 'One bad round makes the test bad; the report shows the first bad round and how many there were. Cannot be combined with `retries`.',
  },
  untilFail: {
    name: 'until-fail',
    for: ['run'],
    kind: flag,
    default: 'false',
    help: 'end the run at the first test that fails or errors',
    more: 'Use it with `repeat` to track down a test that rarely fails. Tests that are running on other kernels are ended, too; like those that had no turn, they count as not run.',
  },
  shard: {
    name: 'shard',
    for: ['run'],
    kind: shard,
    otherwise: 'all tests',
    help: 'run part i of n of the tests',
    more: 'For example `2/4` in the second of four jobs. Part i takes every n-th test, starting with the i-th; together the parts cover each test exactly once.',
  },
  aptArchive: {
    name: 'apt-archive',
    for: ['run', 'exec', 'serve', 'kernel'],
    kind: archive,
    otherwise: "this machine's own archive",
    help: 'Debian archive to take kernels from',
    more: "For machines whose own archive has no `user-mode-linux` package, such as Ubuntu. Signatures are verified with the keys in this machine's `debian-archive-keyring` package.",
  },
  fastBoot: {
    name: 'fast-boot',
    kind: flag,
    default: 'true',
    help: "skip the slow parts of a kernel's boot",
    more: 'This skips the raid6 and xor benchmarks, btrfs, zswap, jfs and the legacy ptys (`/dev/pts` is unaffected), and tells the kernel the speed of the processor, so that it does not calibrate its delay loop; short delays in the kernel may then last a few times longer, but not shorter. Turn it off for tests that need one of them.',
  },
  cache: {
    name: 'cache',
    for: ['run', 'exec', 'serve', 'kernel', 'doctor'],
    kind: text('<folder>', 'the path of a folder'),
    otherwise: '`$UML_RUN_CACHE`, or `uml-run` in `$XDG_CACHE_HOME` or `~/.cache`',
    help: 'folder for kernels and root file systems',
    more: 'One that cannot be written to is used as it is: if a spec leaves open which one it means, it means the newest that the cache has.',
  },
  offline: {
    name: 'offline',
    for: ['run', 'exec', 'serve', 'kernel'],
    kind: flag,
    default: 'false',
    help: 'use what the cache has, and ask no network',
    more: 'Where a spec leaves open which one it means, as `6.12`, `distro`, `auto` or `alpine:3.19` do, it means the newest that the cache has, whatever the network has by now. What the cache lacks is an error that lists what it has. Folders named as mirrors are used as always. Without this option, the newest of the cache takes the place of what cannot be reached, with a warning.',
  },
  outputLimitMegabytes: {
    name: 'output-limit',
    for: ['run'],
    kind: megabytes(1, 65536),
    default: '64',
    help: 'how much to keep of each output and console',
    more: "Of each of a test's two streams, and of each guest's console. Of a longer one, the first and the last half of that are kept, with a line between them that says how much is missing; the test runs on, and its verdict is of all of it. Until it has ended, such an output takes up to half as much again on the disk.",
  },
  warm: {
    name: 'warm',
    for: ['exec'],
    kind: flag,
    default: 'false',
    help: 'run the program of `exec` in a guest that is ready',
    more: 'A server in the background keeps guests ready (`serve`); it starts with the first such command, and ends itself. Where there can be none, the program runs in a guest that is booted for it, and a line says why. [warm-guests.md](warm-guests.md) has the details.',
    only: 'command',
  },
  idleSeconds: {
    name: 'idle',
    for: ['serve'],
    kind: seconds,
    default: '10m',
    help: 'how long a server waits for a program',
    more: 'Then it ends itself.',
    only: 'command',
  },
  status: {
    name: 'status',
    for: ['serve'],
    kind: flag,
    default: 'false',
    help: 'list your servers, and start none',
    only: 'command',
  },
  stop: {
    name: 'stop',
    for: ['serve'],
    kind: flag,
    default: 'false',
    help: 'end your servers, or that of the other options',
    more: 'Programs that run in their guests are ended, too.',
    only: 'command',
  },
  quiet: {
    name: 'quiet',
    short: 'q',
    for: ['run', 'exec', 'kernel'],
    kind: flag,
    default: 'false',
    help: 'print only warnings, what did not pass, and the totals',
    only: 'command',
  },
  verbose: {
    name: 'verbose',
    for: ['run'],
    kind: flag,
    default: 'false',
    help: 'print what each guest does',
    more: 'Why each guest was started, how long it took to boot, which tests it got, the start and the end of each test, and why the guest ended. `--quiet` wins over it.',
  },
};

/** Whether an option means something to a command. */
export function concerns({ for: commands = ['run', 'exec', 'serve'] }: Row<unknown>, command: CommandName): boolean {
  return commands.includes(command);
}

/** The rows with the property of `Options` that each is the value of. */
export const rows = Object.entries(table) as [keyof Options, Row<unknown>][];

/** The action's own input: what the command takes as words that are not options. */
export const testsInput = {
  name: 'tests',
  placeholder: '<test>...',
  help: 'test programs: files, globs, and folders of executables',
  more: 'Separate them with spaces or newlines; quote a pattern that contains a space. Each is an ELF executable or a script with a `#!` line. A folder stands for the executables in it; a warning names programs that may not be executed.',
};
