import { tool } from '../host/run-tool.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import { parseConfig } from './compile/fragment.ts';
import { isBefore } from './compile/source-tree.ts';

/** How a kernel runs its guests' processes, and what its clock is. */
export interface Mode {
  /**
   * How it intercepts their system calls; `auto` is seccomp where the kernel and this machine can. Default: `ptrace`.
   */
  userspace?: 'ptrace' | 'seccomp' | 'auto';
  /** Virtual time: a guest in which all processes sleep goes on at once. */
  timeTravel?: boolean;
}

/**
 * The words of the kernel's command line for it.
 * @throws UmlRunError `kernel-unsuitable` when the kernel cannot do it
 */
export async function modeArguments(kernel: Kernel, mode: Mode, signal?: AbortSignal): Promise<string[]> {
  return [...userspaceWords(kernel, mode), ...(mode.timeTravel ? await timeTravelWords(kernel, signal) : [])];
}

function userspaceWords({ spec, version }: Kernel, { userspace = 'ptrace' }: Mode): string[] {
  const knowsSeccomp = !isBefore({ version }, 6, 16);
  if (userspace === 'ptrace' || (userspace === 'auto' && !knowsSeccomp)) return [];
  if (knowsSeccomp) return [userspace === 'auto' ? 'seccomp=auto' : 'seccomp=on'];
  throw new UmlRunError(
    'kernel-unsuitable',
    `--userspace seccomp: kernel "${spec}" is Linux ${version}, and seccomp requires 6.16 or later; use auto, or a newer kernel`,
  );
}

/** Whether a command line lets the kernel run its processes by seccomp. */
export function mayUseSeccomp(commandLine: string): boolean {
  return /(?:^|\s)seccomp=(?:on|auto)\b/.test(commandLine);
}

async function timeTravelWords({ spec, version, path }: Kernel, signal?: AbortSignal): Promise<string[]> {
  const config = parseConfig(await tool(path, ['--showconfig'], { signal }));
  if (config.get('UML_TIME_TRAVEL_SUPPORT') === 'y') return ['time-travel'];
  throw new UmlRunError(
    'kernel-unsuitable',
    `--time-travel: kernel "${spec}", Linux ${version}, lacks CONFIG_UML_TIME_TRAVEL_SUPPORT; ` +
      'name a release, such as 6.12, or auto: kernels that are built with the configuration base have it',
  );
}
