import { join } from 'node:path';
import { execa } from 'execa';
import { command } from './command.ts';
import { anySeries, kernelWords, type Series } from './kernels.ts';
import { ownFolder } from './temporary-folder.ts';

interface Guest {
  network?: string;
  series?: Series;
  /** The current folder, which the world serves; see `world.py`. */
  folder?: string;
  /** More options of `exec`. */
  words?: readonly string[];
}

/** Runs a script in a guest of a machine whose world is `world.py`. @returns what it said, a line each */
export async function inWorld(
  script: string,
  { network = 'user', series = anySeries, folder, words = [] }: Guest = {},
) {
  const guest = [...kernelWords(series), '--network', network, ...words, '--', 'sh', '-c', script];
  const { stdout } = await onMachine([...command, 'exec', ...guest], folder);
  return stdout.split('\n');
}

/** Runs a command on such a machine. */
export function onMachine(words: readonly string[], folder = ownFolder()) {
  const world = join(import.meta.dirname, 'world.py');
  return execa('unshare', ['-rnm', 'python3', world, ...words], { cwd: folder, reject: false });
}

/** A line of a script that says whether a command works. busybox's wget is ended from outside: with -T it crashes. */
export const tries = (name: string, line: string, seconds = 10) =>
  `if timeout ${seconds} ${line} >/dev/null 2>&1; then echo ${name}; else echo no ${name}; fi`;
