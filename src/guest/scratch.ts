import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { guestMemoryFolder, temporaryFolder } from '../host/temporary-folders.ts';
import { messageOf, UmlRunError } from '../model/errors.ts';
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
  const folder = join(temporaryFolder(), name);
  const memory = join(guestMemoryFolder(), `${name}-m`);
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
      'temporary-folder-unusable',
      `cannot make a temporary folder in ${dirname(path)}: ${messageOf(cause)}. Name another with TMPDIR`,
      { cause },
    );
  }
}
