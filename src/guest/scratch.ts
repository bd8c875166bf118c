import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UmlRunError } from '../model/errors.ts';
import { nativeProgram } from './native-programs.ts';

/** The run's temporary folders: for files, and for what is the guests' memory. */
export interface Scratch {
  folder: string;
  memory: string;
  remove(): void;
}

/** @throws UmlRunError `machine` when there is nowhere to make them */
export function makeScratch(): Scratch {
  const name = `uml-run-${randomBytes(6).toString('hex')}`;
  const folder = join(firstExecutable([resolve(tmpdir()), shared]), name);
  const memory = join(firstExecutable([shared, resolve(tmpdir())]), `${name}-m`);
  const letGo = removeWhenGone([folder, memory]);
  for (const path of [folder, memory]) make(path);
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
 * Should this process be killed, `cleanup`, which notices by its lifeline, removes what it leaves. To be called before there
 * is anything to remove.
 * @returns what ends that
 */
function removeWhenGone(paths: string[]): () => void {
  const cleanup = startCleanup(paths);
  // A machine that starts no process will say so when the first guest is to start.
  cleanup?.on('error', () => undefined);
  cleanup?.unref();
  const lifeline = cleanup?.stdio[3] as Socket | undefined;
  lifeline?.on('error', () => undefined);
  lifeline?.unref();
  return () => lifeline?.destroy();
}

/** Some errors of a start are thrown at once, others are told later. */
function startCleanup(paths: string[]): ChildProcess | undefined {
  try {
    return spawn(nativeProgram('cleanup'), paths, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      detached: true,
      cwd: '/',
      env: {},
    });
  } catch {
    return undefined;
  }
}

function make(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    throw new UmlRunError(
      'temporary-folder-unusable',
      `cannot make a temporary folder in ${dirname(path)}: ${(cause as Error).message}. Name another with TMPDIR`,
      { cause },
    );
  }
}

const shared = '/dev/shm';

/**
 * The kernel maps its memory's file with the right to execute it, and hostfs asks the host whether a guest may execute a
 * program: a mount can forbid both.
 */
function firstExecutable(paths: string[]): string {
  const found = paths.find((path) => isWritable(path) && !forbidsExecution(path));
  if (found === undefined)
    throw new UmlRunError(
      'temporary-folder-unusable',
      `no folder for temporary files: ${paths.join(' and ')} cannot be written to, or are mounted noexec. Name another with TMPDIR`,
    );
  return found;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** By the mount that the path is on: of the longest mount point above it the last, which covers the others. */
function forbidsExecution(path: string): boolean {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const above = mounts
    .map(([, point = '', , options = '']) => ({ point: point.replaceAll('\\040', ' '), options: options.split(',') }))
    .filter(({ point }) => path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`))
    .toSorted((one, other) => one.point.length - other.point.length);
  return above.at(-1)?.options.includes('noexec') ?? false;
}
