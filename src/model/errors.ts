/** Where an error comes from, which decides its exit code: 2 for what the user gave, 3 for what this machine or a kernel could not do. */
export type ErrorKind = 'usage' | 'machine';

interface ErrorClass {
  kind: ErrorKind;
  /** What it means; a sentence for docs/errors.md. */
  means: string;
  /** What to do about it; a sentence for docs/errors.md. */
  fix: string;
}

/** Every error that users meet, by its stable code. A code is never renamed or reused; docs/errors.md is made from this. */
export const errorClasses = {
  'option-invalid': {
    kind: 'usage',
    means: 'An option, an input or a variable has a value that it cannot have.',
    fix: 'Correct the value; `uml-run --help` and docs/options.md say what each option takes.',
  },
  'command-unknown': {
    kind: 'usage',
    means: 'There is no such command or option.',
    fix: 'Check the spelling; the message names the nearest one.',
  },
  'test-not-found': {
    kind: 'usage',
    means: 'A pattern matches no program, or a named file does not exist.',
    fix: 'Check the path, and that the tests were built.',
  },
  'program-not-runnable': {
    kind: 'usage',
    means:
      'The program cannot start in a guest: it is for another architecture, a library is missing, or it is not executable.',
    fix: 'Build it for the architecture of the kernel, or provide what the message names.',
  },
  'file-unreadable': {
    kind: 'usage',
    means: 'A file or folder that was named does not exist or cannot be read.',
    fix: 'Check the path and its permissions.',
  },
  'kernel-spec-invalid': {
    kind: 'usage',
    means: 'The text is not a kernel spec.',
    fix: 'See "kernel" in docs/options.md for what a spec may be.',
  },
  'kernel-not-found': {
    kind: 'usage',
    means: 'No package, release or file is the kernel that was asked for.',
    fix: 'Choose one of those that the message lists.',
  },
  'kernel-unsuitable': {
    kind: 'usage',
    means: 'The kernel exists, but cannot do what was asked of it, or cannot run here.',
    fix: 'Choose another kernel, or leave out the option that the message names.',
  },
  'kernel-source-invalid': {
    kind: 'usage',
    means: 'The sources are not a Linux source tree or tarball with User Mode Linux, or are damaged.',
    fix: 'Fetch them again, or name another tree.',
  },
  'kernel-config-invalid': {
    kind: 'usage',
    means: 'A kernel configuration or fragment cannot be used.',
    fix: 'Correct the line that the message names.',
  },
  'kernel-build-failed': {
    kind: 'machine',
    means: 'The kernel could not be configured or compiled.',
    fix: 'Install what the message names, or choose another release or compiler.',
  },
  'kernel-boot-failed': {
    kind: 'machine',
    means: 'The kernel did not boot to its first process.',
    fix: 'Run `uml-run doctor`; the end of the console in the message says how far it got.',
  },
  'rootfs-spec-invalid': {
    kind: 'usage',
    means: 'The text is not a rootfs spec, or names nothing that exists.',
    fix: 'See "rootfs" in docs/options.md for what a spec may be.',
  },
  'rootfs-invalid': {
    kind: 'usage',
    means: 'The folder, archive or image is not a root file system that guests can use, or is damaged.',
    fix: 'Make it again, or choose another.',
  },
  'rootfs-too-large': {
    kind: 'usage',
    means: 'Unpacked, the root file system is larger than the limit.',
    fix: 'Raise `--rootfs-limit`, or choose a smaller one.',
  },
  'rootfs-failed': {
    kind: 'machine',
    means: 'The root file system could not be made here.',
    fix: 'Provide what the message names.',
  },
  'package-not-found': {
    kind: 'usage',
    means: 'The distribution of the rootfs has no such package, or there is no package manager.',
    fix: 'Check the name, or choose another rootfs.',
  },
  'package-install-failed': {
    kind: 'machine',
    means: 'The package manager in the guest did not succeed.',
    fix: 'The end of its output in the message says why.',
  },
  'archive-unavailable': {
    kind: 'machine',
    means: 'The archive that apt reads from cannot be reached, is not set up, or lacks what is needed.',
    fix: 'Check the network and /etc/apt/sources.list, or name an archive with `--apt-archive`.',
  },
  'download-failed': {
    kind: 'machine',
    means: 'A server could not be reached, or did not answer with what was asked for.',
    fix: 'Check the network, or name a mirror.',
  },
  'download-untrusted': {
    kind: 'machine',
    means: 'What was downloaded does not have the digest or the signature that it must have.',
    fix: 'Try again; if it stays, do not use that mirror.',
  },
  'mirror-invalid': {
    kind: 'usage',
    means: 'A mirror is neither a URL nor a folder, or is not laid out as one.',
    fix: 'Name the folder that holds the releases.',
  },
  'tool-missing': {
    kind: 'machine',
    means: 'A program of this machine that is needed is missing or does not start.',
    fix: 'Install the package that the message names.',
  },
  'tool-failed': {
    kind: 'machine',
    means: 'A program of this machine ended with an error.',
    fix: 'Its output in the message says why.',
  },
  'cache-unusable': {
    kind: 'machine',
    means: 'The cache folder cannot be made, read or written.',
    fix: 'Name another folder with `--cache`.',
  },
  'disk-full': {
    kind: 'machine',
    means: 'A disk is full, or a quota is used up.',
    fix: 'Make room, or name another folder as the message says.',
  },
  'temporary-folder-unusable': {
    kind: 'machine',
    means: 'There is no folder for temporary files that can be written to and executed from.',
    fix: 'Name one with TMPDIR.',
  },
  'output-unwritable': {
    kind: 'usage',
    means: 'The output folder cannot be made or written to.',
    fix: 'Name another with `--output`.',
  },
  'report-unwritable': {
    kind: 'machine',
    means: 'A report cannot be written.',
    fix: 'Make room on the disk of the output folder, or name another with `--output`.',
  },
  'guest-failed': {
    kind: 'machine',
    means: 'A guest could not be started, or ended before its program did.',
    fix: 'Run `uml-run doctor`.',
  },
  'terminal-missing': {
    kind: 'usage',
    means: '`exec -t` needs a terminal on standard input and output.',
    fix: 'Leave out `-t`.',
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

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The code of an error of the system's or of Node's, such as `ENOENT`; undefined for anything else. */
export function errnoOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
