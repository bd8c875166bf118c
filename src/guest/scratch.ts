import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UmlRunError } from '../model.ts';
import { nativeProgram } from './native.ts';

/** The run's temporary folders: for files, and for what is the guests' memory. */
export interface Scratch {
  folder: string;
  memory: string;
  remove(): void;
}

/** @throws UmlRunError `machine` when there is nowhere to make them */
export function makeScratch(): Scratch {
  const name = `uml-run-${randomBytes(6).toString('hex')}`;
  const folder = join(resolve(tmpdir()), name);
  const memory = memoryIsExecutable('/dev/shm') ? join('/dev/shm', name) : folder;
  const letGo = removeWhenGone([folder, memory]);
  for (const path of new Set([folder, memory])) make(path);
  return {
    folder,
    memory,
    remove() {
      for (const path of [folder, memory]) rmSync(path, { recursive: true, force: true });
      letGo();
    },
  };
}

/**
 * Should this process be killed, the keeper, which notices by its lifeline, removes what it leaves. To be called before
 * there is anything to remove.
 * @returns what ends that
 */
function removeWhenGone(paths: string[]): () => void {
  const words = paths.flatMap((path) => ['--remove', path]);
  const keeper = spawn(nativeProgram('keeper'), words, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
    cwd: '/',
    env: {},
  });
  // A machine that starts no process will say so when the first guest is to start.
  keeper.on('error', () => undefined);
  keeper.unref();
  const lifeline = keeper.stdio[3] as Socket;
  lifeline.on('error', () => undefined);
  lifeline.unref();
  return () => lifeline.destroy();
}

function make(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    throw new UmlRunError(
      'machine',
      `cannot make a temporary folder in ${dirname(path)}: ${(cause as Error).message}. Name another with TMPDIR`,
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
