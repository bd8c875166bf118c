import type { Options } from './options.ts';

/** What the user wants done. */
export type Command =
  | RunCommand
  | { command: 'exec'; options: Options; program: string; arguments: string[] }
  | { command: 'kernel'; options: Options; action: KernelAction; specs: string[] }
  | { command: 'doctor'; options: Options }
  | { command: 'help' }
  | { command: 'version' };

export interface RunCommand {
  command: 'run';
  options: Options;
  /** Files, globs and folders, as the user wrote them. At least one. */
  tests: string[];
}

export const kernelActions = ['list', 'fetch', 'build', 'remove'] as const;

export type KernelAction = (typeof kernelActions)[number];
