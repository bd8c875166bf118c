import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { nativeFile } from '../host/native-file.ts';
import { guestMemoryFolders, temporaryFolder } from '../host/temporary-folders.ts';
import { messageOf, UmlRunError } from '../model/errors.ts';

/** The run's temporary folders: for files, and for what is the guests' memory. */
export interface Scratch {
  folder: string;
  memory: string;
  remove(): void;
}

/** @throws UmlRunError `temporary-folder-unusable` when there is nowhere to make them */
export function makeScratch(): Scratch {
  const name = `uml-run-${randomBytes(6).toString('hex')}`;
  const folder = join(temporaryFolder(), name);
  const memory = join(guestMemoryFolders()[0], `${name}-m`);
  const letGo = removeWhenGone([folder, memory]);
  for (const path of [folder, memory]) make(path);
  return {
    folder,
    memory,
    remove() {
      for (const path of [folder, memory]) removeFolder(path);
      letGo();
    },
  };
}

/**
 * A guest can make folders that this process may not open. What is left then is up to `cleanup`, at the end of the run.
 */
export function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // No result is lost over what is only in the way.
  }
}

/**
 * Should this process be killed, `cleanup`, which notices by its lifeline, removes what it leaves. To be called before
 * there is anything to remove.
 * @returns what ends that
 */
function removeWhenGone(paths: string[]): () => void {
  const cleanup = startCleanup(paths);
  // A machine that starts no process will say so when the first guest is to start.
  cleanup?.on('error', () => undefined);
  // Without a process there are no streams either.
  if (cleanup?.pid === undefined) return () => undefined;
  cleanup.unref();
  const lifeline = cleanup.stdio[3] as Socket;
  lifeline.on('error', () => undefined);
  lifeline.unref();
  return () => lifeline.destroy();
}

/** Some errors of a start are thrown at once, others are emitted later. */
function startCleanup(paths: string[]): ChildProcess | undefined {
  try {
    return spawn(nativeFile('cleanup'), paths, {
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
      `cannot make a temporary folder in "${dirname(path)}": ${messageOf(cause)}; name another with TMPDIR`,
      { cause },
    );
  }
}
