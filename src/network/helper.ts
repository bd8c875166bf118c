import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startClock } from '../host/clock.ts';
import { libraryFolders } from '../host/library-folders.ts';
import { copyNativeFile } from '../host/native-file.ts';
import { messageOf } from '../model/errors.ts';
import type { Published } from '../model/network.ts';
import { openPorts } from './open-ports.ts';
import { slirpWords } from './slirp-words.ts';
import { type Supervised, type SupervisedHelper, startSupervised } from './supervised.ts';
import type { UserNetwork } from './user-network.ts';

/**
 * Starts the helper of one guest, which listens some milliseconds later.
 * @param folder absolute path of the folder that it makes its sockets in; made, and not removed
 * @param takesFew whether who is connected reads 64 frames when some arrive, and the rest only when more do
 * @param onFailure called at most once, and never after `end`, with why the guest has no network any more
 * @throws the system's error when the folder cannot be made or written to
 */
export function startHelper(
  network: UserNetwork,
  folder: string,
  takesFew: boolean,
  onFailure: (why: string) => void,
): Supervised {
  mkdirSync(folder, { mode: 0o700 });
  const { slirp, publish } = network;
  const libraries = slirp.libraries === undefined ? [] : [slirp.libraries];
  const program = {
    name: 'slirp4netns',
    path: slirp.path,
    words: slirpWords(network, { link: `${names.link}.unfiltered`, api: names.api }),
    read: [...libraries, ...libraryFolders, '/etc/ld.so.cache', '/etc/resolv.conf', '/dev/urandom'],
    folder,
    environment: {
      // Not by the folder's path, which may have spaces or colons: there are several paths in it then.
      LD_PRELOAD: `./${basename(copyNativeFile('packet-filter.so', folder))}`,
      ...(slirp.libraries !== undefined && { LD_LIBRARY_PATH: slirp.libraries }),
      ...(takesFew && { UML_RUN_FEW_FRAMES: '1' }),
    },
    role: publish.length > 0 ? ('helper-with-api' as const) : ('helper' as const),
    // A loader goes on without what it cannot load, and some say nothing. Only the filter makes the socket that is
    // connected to: without it, guests would reach this machine's loopback.
    onSaid(said: string) {
      const [before = '', after] = said.split('Waiting for connection');
      if (after === undefined || existsSync(linkIn(folder))) return;
      const [problem] = before.trim().split('\n', 1);
      helper.fail(`slirp4netns runs without its packet filter: ${problem || 'its loader does not preload it'}`);
    },
  };
  const helper: SupervisedHelper = startSupervised(program, (why) => onFailure(`the guest's network is gone: ${why}`));
  const stopClock = startClock(patience, () => {
    if (!existsSync(linkIn(folder))) helper.fail(`slirp4netns has not listened for the guest within ${patience} s`);
  });
  return {
    ready: publish.length > 0 ? openAll(publish, folder, helper) : undefined,
    end() {
      stopClock();
      return helper.end();
    },
  };
}

/** Seconds until it has to listen: less than a guest's supervisor waits (native/supervisor/link.c), who cannot name it. */
const patience = 5;

/** Of its sockets. */
const names = { link: 'link', api: 'api' };

/** The socket for its guest; an absolute path. @param folder of a helper */
export function linkIn(folder: string): string {
  return join(folder, names.link);
}

/** Resolves when all ports are open; never where the helper has failed, or ends. */
async function openAll(ports: readonly Published[], folder: string, helper: SupervisedHelper): Promise<void> {
  try {
    await openIn(folder, ports, helper);
  } catch (error) {
    helper.fail(messageOf(error));
  }
  if (helper.isOver()) await new Promise(() => {});
}

/** @throws Error as `openPorts` does */
async function openIn(folder: string, ports: readonly Published[], { isOver }: SupervisedHelper): Promise<void> {
  const opened = openSync(folder, 'r');
  try {
    // The path itself may be longer than an address has room for.
    await openPorts(ports, `/proc/self/fd/${opened}/${names.api}`, isOver);
  } finally {
    closeSync(opened);
  }
}
