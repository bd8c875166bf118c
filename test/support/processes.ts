import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process of this machine that has to do with a folder. */
export interface Process {
  pid: number;
  executable: string;
  words: string;
}

/** Processes whose executable is in a folder, or whose command line names it. */
export function processesOf(folder: string): Process[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).flatMap((pid) => {
    try {
      const executable = readlinkSync(`/proc/${pid}/exe`);
      const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
      return executable.startsWith(folder) || words.includes(folder) ? [{ pid, executable, words }] : [];
    } catch {
      // It has ended meanwhile, or is the kernel's own.
      return [];
    }
  });
}

/** Asks again until the answer is true, for at most so many seconds. */
export async function soon(seconds: number, ask: () => boolean): Promise<boolean> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    if (ask()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return ask();
}

/** Kernels that a run has started: each is a child of a supervisor, which is a child of the command. */
export function kernelsBelow(command: number): number[] {
  return childrenOf(command).flatMap(childrenOf);
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
