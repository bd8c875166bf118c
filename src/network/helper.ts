import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { realPath } from '../fs/real-path.ts';
import { kernelUser, userWords } from '../host/kernel-user.ts';
import { libraryFolders } from '../host/library-folders.ts';
import { nativeFile } from '../host/native-file.ts';
import { openPorts } from './open-ports.ts';
import { type SlirpSockets, slirpWords } from './slirp-words.ts';
import type { UserNetwork } from './user-network.ts';

/** A guest's helper at work. */
export interface NetworkHelper {
  /** Ends it, and resolves when nothing is left of it. Harmless when it has ended. */
  end(): Promise<void>;
}

/**
 * Starts the helper of one guest, which listens some milliseconds later.
 * @param folder absolute path of the folder that it makes its sockets in; made, and not removed
 * @param onFailure called at most once, and never after `end`, with why the guest has no network any more
 * @throws the system's error when the folder cannot be made
 */
export function startHelper(network: UserNetwork, folder: string, onFailure: (why: string) => void): NetworkHelper {
  mkdirSync(folder, { mode: 0o700 });
  const sockets = socketsIn(folder);
  const helper = startSupervised(network, [network.slirp.path, ...slirpWords(network, sockets)], folder);
  let said = '';
  let isOver = false;
  const fail = (why: string) => {
    if (isOver) return;
    isOver = true;
    onFailure(`the guest's network is gone: ${why}`);
  };
  const ended = new Promise<void>((resolve) => {
    // It has no process.
    helper.once('error', (error) => {
      fail(`slirp4netns could not be started: ${error.message}`);
      resolve();
    });
    helper.once('close', (code, signal) => {
      fail(howItEnded(code, signal, said));
      resolve();
    });
  });
  helper.stderr?.on('data', (bytes) => {
    said = (said + bytes).slice(-mostSaid);
  });
  const lifeline = helper.stdio[lifelineDescriptor] as Duplex | undefined;
  lifeline?.on('error', () => {});
  if (network.publish.length > 0)
    openPorts(network.publish, sockets.api, () => isOver).catch(({ message }) => fail(message));
  return {
    async end() {
      isOver = true;
      lifeline?.write('.');
      await ended;
    },
  };
}

/** @param folder of a helper */
export function socketsIn(folder: string): SlirpSockets {
  return { link: join(folder, 'link'), api: join(folder, 'api') };
}

/** As in native/supervisor/main.c. */
const lifelineDescriptor = 3;

/** Characters of what it said last. */
const mostSaid = 1000;

/** Node throws some errors of a start at once, such as E2BIG, and emits others later. */
function startSupervised({ slirp, publish }: UserNetwork, command: string[], folder: string): ChildProcess {
  const read = [slirp.path, slirp.libraries, ...libraryFolders, '/etc/ld.so.cache', '/etc/resolv.conf', '/dev/urandom'];
  const words = [
    ...read.flatMap((path) => (path === undefined ? [] : ['--read', realPath(path) ?? path])),
    ...['--write', '/dev/null', '--memory', folder],
    ...userWords(kernelUser()),
    ...['--role', publish.length > 0 ? 'helper-with-api' : 'helper'],
    ...['--', ...command],
  ];
  return spawn(nativeFile('supervisor'), words, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // Signals to this process's group, such as ctrl-C, are not meant for helpers.
    detached: true,
    cwd: '/',
    env: slirp.libraries === undefined ? {} : { LD_LIBRARY_PATH: slirp.libraries },
  });
}

/**
 * @param code of its supervisor: its own, or 128 and the number of the signal that ended it
 * @param signal that ended the supervisor
 */
function howItEnded(code: number | null, signal: NodeJS.Signals | null, said: string): string {
  const names = Object.entries(constants.signals);
  const by = signal ?? names.find(([, number]) => code === 128 + number)?.[0];
  if (by !== undefined) return `slirp4netns was ended by ${by} from outside uml-run`;
  const last = said.trim().split('\n').slice(-2).join(' ');
  return `slirp4netns ended with code ${code}${last === '' ? '' : `: ${last}`}`;
}
