import type { Options } from './options.ts';

/** What the user wants done. */
export type Command =
  | RunCommand
  | ExecCommand
  | ServeCommand
  | KernelCommand
  | { command: 'doctor'; options: Options }
  | { command: 'help'; about?: CommandName }
  | { command: 'version' };

/** Those that do work. Without a name, the command line is that of `run`. */
export const commandNames = ['run', 'exec', 'serve', 'kernel', 'doctor'] as const;

export type CommandName = (typeof commandNames)[number];

export interface RunCommand {
  command: 'run';
  options: Options;
  /** Files, globs and folders, as the user wrote them. At least one. */
  tests: string[];
}

export interface ExecCommand {
  command: 'exec';
  options: Options;
  program: string;
  arguments: string[];
  /** Whether the program gets a terminal of its own. */
  terminal: boolean;
  /** Limit of the program; none without it. */
  timeoutSeconds?: number;
}

export interface ServeCommand {
  command: 'serve';
  options: Options;
  /** Whether `--stop` is about the server of the options alone. */
  isChosen: boolean;
}

export interface KernelCommand {
  command: 'kernel';
  options: Options;
  action: KernelAction;
  /** Kernel specs; for `publish`, the folder of the store alone. None for `list`. */
  words: string[];
}

export const kernelActions = ['list', 'fetch', 'build', 'remove', 'publish'] as const;

export type KernelAction = (typeof kernelActions)[number];
