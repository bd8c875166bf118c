import type { CommandName } from './command.ts';

/** What the help of a command says besides its options. Lines of at most 80 characters. */
export interface HelpText {
  /** Command lines, without `uml-run`, each with what it does. */
  usage: [words: string, does: string][];
  /** Words after `uml-run`. */
  examples: string[];
  /** What its exit code means: sentences. */
  exitCode: string;
}

export const helpTexts: Record<CommandName, HelpText> = {
  run: {
    usage: [['[options] <test>...', 'run tests: files, globs, folders']],
    examples: ['build/tests', "-k distro:6.1,distro:7.2 --timeout 2m 'tests/**/*-check'"],
    exitCode:
      '0 every test passed or was skipped; 1 a test failed or errored; 2 the command line or a file is wrong; 3 this machine or a kernel could not do the work; 130 interrupted.',
  },
  exec: {
    usage: [['exec [-t] [options] -- <program>...', 'one program; -t: on a terminal']],
    examples: ['exec -k distro:6.1 -- ./probe --verbose', 'exec -t --rootfs host -- bash'],
    exitCode:
      "the program's own; 128 + signal when a signal ended it; 125 when uml-run failed or the kernel complained; 141 when nobody reads its output; 2 the command line is wrong; 130 interrupted.",
  },
  serve: {
    usage: [['serve [options]', 'keep guests ready for exec --warm']],
    examples: ['serve -k distro:6.1 --idle 1h', 'serve --status'],
    exitCode:
      '0 it was stopped, or not needed any more; 2 the command line is wrong; 3 it could not begin; 130 interrupted.',
  },
  kernel: {
    usage: [
      ['kernel list|fetch|build|remove ...', 'see, fill or empty the cache'],
      ['kernel publish <folder>', 'build and sign a store'],
    ],
    examples: ['kernel fetch distro:6.1', 'kernel remove 6.12', 'kernel publish store -k 6.1,6.12 --key key.pem'],
    exitCode:
      '0 done; 2 the command line is wrong, or there is no such kernel; 3 it could not be done; 130 interrupted.',
  },
  doctor: {
    usage: [['doctor', 'can this machine run guests?']],
    examples: ['doctor'],
    exitCode: '0 it can; 2 the command line is wrong; 3 it cannot.',
  },
};

/** Names of the options in each group of the help. Those in none come last. */
export const optionGroups: Record<string, readonly string[]> = {
  Kernels: [
    ...['kernel', 'fast-boot', 'kernel-args', 'userspace', 'time-travel', 'kernel-config', 'kernel-arch'],
    ...['kernel-store', 'kernel-mirror', 'apt-archive', 'key'],
  ],
  'Root file system': [
    ...['rootfs', 'rootfs-packages', 'rootfs-limit', 'alpine-mirror', 'libraries'],
    ...['include', 'workdir', 'writable', 'hide'],
  ],
  Tests: [
    ...['timeout', 'env', 'env-pass', 'clean-env', 'user', 'cap-drop', 'stdout', 'skip-exit-codes', 'fail-on'],
    ...['allow-splats', 'order', 'retries', 'repeat', 'until-fail', 'shard'],
  ],
  Network: ['network', 'publish', 'guests', 'ready', 'capture'],
  Servers: ['warm', 'idle', 'status', 'stop'],
  Guests: ['jobs', 'isolation', 'memory', 'work-fs', 'boot-timeout', 'sandbox', 'cache', 'offline'],
  Reports: ['output', 'output-limit', 'artifacts-limit', 'quiet', 'verbose'],
};

/** Names of the options that the short help shows. */
export const mostUsed = ['kernel', 'rootfs', 'timeout', 'env', 'jobs', 'output'];
