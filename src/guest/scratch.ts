import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UmlRunError } from '../model.ts';

/** The run's temporary folders: for files, and for what is the guests' memory. */
export interface Scratch {
  folder: string;
  memory: string;
  remove(): void;
}

/** @throws UmlRunError `machine` when there is nowhere to make them */
export function makeScratch(): Scratch {
  const folder = makeIn(resolve(tmpdir()));
  const memory = memoryIsExecutable('/dev/shm') ? makeIn('/dev/shm') : folder;
  return {
    folder,
    memory,
    remove() {
      for (const path of [folder, memory]) rmSync(path, { recursive: true, force: true });
    },
  };
}

function makeIn(parent: string): string {
  try {
    return mkdtempSync(join(parent, 'uml-run-'));
  } catch (cause) {
    throw new UmlRunError(
      'machine',
      `cannot make a temporary folder in ${parent}: ${(cause as Error).message}. Name another with TMPDIR`,
      { cause },
    );
  }
}

/** The kernel maps its memory's file with the right to execute it, which a mount can forbid. */
function memoryIsExecutable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    const mounts = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '));
    const mount = mounts.find(([, target]) => target === path);
    return !mount?.[3]?.split(',').includes('noexec');
  } catch {
    return false;
  }
}
