/**
 * Where an error comes from, which decides its exit code: 2 for what the user gave, 3 for what this machine or a kernel
 * could not do.
 */
export type ErrorKind = 'usage' | 'machine';

interface ErrorClass {
  kind: ErrorKind;
  /** What it means; a sentence for docs/errors.md. */
  means: string;
  /** What to do about it; a sentence for docs/errors.md. */
  fix: string;
}

/**
 * Every error that users meet, by its stable code. A code is never renamed or reused; docs/errors.md is made from this.
 */
export const errorClasses = {
  'option-invalid': {
    kind: 'usage',
    means: 'An option, an input or a variable has a value that it does not accept.',
    fix: 'Correct the value; `uml-run --help` and docs/options.md say what each option accepts.',
  },
  'command-unknown': {
    kind: 'usage',
    means: 'The command line names an unknown command or option, or something is missing from it.',
    fix: 'Check the spelling; the message says what is missing or what was probably meant.',
  },
  'test-not-found': {
    kind: 'usage',
    means: 'A named file does not exist, or a pattern matches no program.',
    fix: 'Check the path, and that the tests have been built.',
  },
  'program-not-runnable': {
    kind: 'usage',
    means:
      'The program cannot start in a guest: it is for another architecture, its loader or interpreter is missing, or it is not executable.',
    fix: 'Build it for the architecture of the kernel, or install what the message names.',
  },
  'file-unreadable': {
    kind: 'usage',
    means: 'A named file or folder does not exist or cannot be read.',
    fix: 'Check the path and its permissions.',
  },
  'kernel-spec-invalid': {
    kind: 'usage',
    means: 'The value of `--kernel` is not a kernel spec.',
    fix: 'See "kernel" in docs/options.md for the specs that there are.',
  },
  'kernel-not-found': {
    kind: 'usage',
    means: 'No package, release or file matches the kernel that was asked for.',
    fix: 'Choose one that the message lists.',
  },
  'kernel-unsuitable': {
    kind: 'usage',
    means: 'The kernel exists, but cannot run here or does not support what was asked of it.',
    fix: 'Choose another kernel, or drop the option that the message names.',
  },
  'processor-unsuitable': {
    kind: 'machine',
    means: "The kernel cannot run on this machine's processor, or none can.",
    fix: 'Choose another kernel, or do what the message says.',
  },
  'kernel-source-invalid': {
    kind: 'usage',
    means: 'The sources are damaged, or are not a Linux source tree or tarball that includes User Mode Linux.',
    fix: 'Download them again, or name another tree.',
  },
  'kernel-config-invalid': {
    kind: 'usage',
    means: 'A kernel configuration or a fragment of one is not valid.',
    fix: 'Correct the line that the message names.',
  },
  'kernel-build-failed': {
    kind: 'machine',
    means: 'The kernel could not be configured or compiled.',
    fix: 'Install what the message names, or choose another release or compiler.',
  },
  'peer-not-ready': {
    kind: 'machine',
    means: 'A guest that `guests` names did not come up, or ended before the tests began.',
    fix: 'Look into `logs/peer-NAME.stderr` and `.log` in the output folder; raise `boot-timeout` if it needs longer.',
  },
  'kernel-boot-failed': {
    kind: 'machine',
    means: 'The kernel did not get as far as its first process.',
    fix: 'Run `uml-run doctor`; the end of the console in the message shows how far the kernel got.',
  },
  'rootfs-spec-invalid': {
    kind: 'usage',
    means: 'The value of `--rootfs` is not a rootfs spec, or names something that does not exist.',
    fix: 'See "rootfs" in docs/options.md for the specs that there are.',
  },
  'rootfs-invalid': {
    kind: 'usage',
    means: 'The folder, archive or image is damaged, or is not a root file system that guests can use.',
    fix: 'Create it again, or choose another.',
  },
  'rootfs-too-large': {
    kind: 'usage',
    means: 'Unpacked, the root file system is larger than the limit.',
    fix: 'Raise `--rootfs-limit`, or choose a smaller rootfs.',
  },
  'rootfs-failed': {
    kind: 'machine',
    means: 'The root file system could not be prepared on this machine.',
    fix: 'Install or provide what the message names.',
  },
  'package-not-found': {
    kind: 'usage',
    means: 'The distribution of the rootfs has no such package, or the rootfs has no package manager.',
    fix: 'Check the name, or choose another rootfs.',
  },
  'package-install-failed': {
    kind: 'machine',
    means: 'The package manager failed in the guest.',
    fix: 'The message ends with its last output, which says why.',
  },
  'archive-unavailable': {
    kind: 'machine',
    means: 'The archive that apt uses cannot be reached, is not set up, or lacks what is needed.',
    fix: 'Check the network and /etc/apt/sources.list, or name an archive with `--apt-archive`.',
  },
  'not-in-cache': {
    kind: 'machine',
    means: 'With `--offline`, something is needed that the cache does not have.',
    fix: 'Run it once without `--offline`, or choose something that the message lists.',
  },
  'download-failed': {
    kind: 'machine',
    means: 'A server could not be reached, or did not answer with what was requested.',
    fix: 'Check the network, or name a mirror.',
  },
  'download-untrusted': {
    kind: 'machine',
    means: 'A download does not have the expected digest or signature.',
    fix: 'Try again; if it happens again, do not use that mirror.',
  },
  'mirror-invalid': {
    kind: 'usage',
    means: 'A mirror is neither a URL nor a folder, or is not laid out as a mirror.',
    fix: 'Name the folder that holds the releases.',
  },
  'tool-missing': {
    kind: 'machine',
    means: 'A program that uml-run needs is missing on this machine, or does not start.',
    fix: 'Install the package that the message names.',
  },
  'tool-failed': {
    kind: 'machine',
    means: 'A program that uml-run ran on this machine failed.',
    fix: 'The message has its output, which says why.',
  },
  'cache-unusable': {
    kind: 'machine',
    means: 'The cache folder cannot be created, read or written.',
    fix: 'Name another folder with `--cache`.',
  },
  'disk-full': {
    kind: 'machine',
    means: 'A disk is full, or a quota is used up.',
    fix: 'Free some space, or name another folder as the message says.',
  },
  'temporary-folder-unusable': {
    kind: 'machine',
    means: 'No folder for temporary files can be written to and executed from.',
    fix: 'Name one with `TMPDIR`.',
  },
  'memory-lacking': {
    kind: 'machine',
    means: 'No folder for the memory of guests has room for that of one.',
    fix: 'Make room in /dev/shm, name another folder with `TMPDIR`, or lower `--memory`.',
  },
  'output-unwritable': {
    kind: 'usage',
    means: 'The output folder cannot be created or written to.',
    fix: 'Name another with `--output`.',
  },
  'output-in-use': {
    kind: 'usage',
    means: 'Another run is writing to the output folder.',
    fix: 'Wait until it has ended, or name another folder with `--output`.',
  },
  'report-unwritable': {
    kind: 'machine',
    means: 'A report cannot be written.',
    fix: 'Free some space on the disk of the output folder, or name another with `--output`.',
  },
  'results-invalid': {
    kind: 'usage',
    means: 'The file is not a results.json of uml-run, or it is damaged.',
    fix: 'Name the results.json in the output folder of a run.',
  },
  'network-unavailable': {
    kind: 'machine',
    means: 'This machine cannot give guests the network that `--network` asks for.',
    fix: 'Do what the message says, or choose another network.',
  },
  'guest-failed': {
    kind: 'machine',
    means: 'A guest could not be started, or ended before its program did.',
    fix: 'Run `uml-run doctor`.',
  },
  'kernel-complained': {
    kind: 'machine',
    means: 'The kernel reported a bug, or lost a part of its log, while the program of `exec` ran.',
    fix: "Look at the kernel's lines; `--fail-on` and `--allow-splats` say which complaints count.",
  },
  'stream-unwritable': {
    kind: 'machine',
    means: 'Standard output or standard error of `exec` cannot be written to, so that what its program prints is lost.',
    fix: 'Free some space on the disk that it leads to, or send it elsewhere.',
  },
  'terminal-missing': {
    kind: 'usage',
    means: '`exec -t` needs a terminal on standard input and output.',
    fix: 'Run it on a terminal, or leave out `-t`.',
  },
} as const satisfies Record<string, ErrorClass>;

export type ErrorCode = keyof typeof errorClasses;

/** An error meant for the user: what was wrong, with the value; where; what to do. Never shown with a stack trace. */
export class UmlRunError extends Error {
  override readonly name = 'UmlRunError';
  /** Stable: scripts and documentation may rely on it. */
  readonly code: ErrorCode;
  readonly kind: ErrorKind;

  /** @param message lower-case start, no final stop, values in double quotes, what to do last */
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.kind = errorClasses[code].kind;
  }

  /** 2: the command line, a file or the manifest is wrong. 3: this machine or a kernel could not do the work. */
  get exitCode(): 2 | 3 {
    return this.kind === 'usage' ? 2 : 3;
  }
}

/**
 * The message of whatever was thrown; of a file that the system refuses, in plain words: `permission denied: "/a"`.
 * @param named path that is named already
 */
export function messageOf(thrown: unknown, named?: string): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // As Node words it: `EACCES: permission denied, open '/a'`.
  const [, code = '', words] = /^(E[A-Z0-9]+): (.+?), [a-z]+\b/.exec(thrown.message) ?? [];
  if (words === undefined) return thrown.message;
  const { path, dest } = thrown as Error & { path?: unknown; dest?: unknown };
  const paths = [path, dest].filter((name) => typeof name === 'string' && name !== named).map((name) => `"${name}"`);
  return [plainWords[code] ?? `${words} (${code})`, ...(paths.length > 0 ? [paths.join(' to ')] : [])].join(': ');
}

const plainWords: Record<string, string> = {
  EACCES: 'permission denied',
  EEXIST: 'something else is there already',
  EISDIR: 'it is a folder',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no room left on the disk',
  ENOTDIR: 'it, or a part of its path, is a file',
  EPERM: 'not permitted',
  EROFS: 'it is on a read-only file system',
};

/** The code of an error of the system's or of Node's, such as `ENOENT`; undefined for anything else. */
export function errnoOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Whether a system's error says that there is no room left: on the disk, or in a quota. */
export function isDiskFull(thrown: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errnoOf(thrown) ?? '');
}

/** What to do when it is the disk of this run's temporary files. */
export const howToHaveRoom = 'make room, or set TMPDIR to a folder that has some';
