import { once, setMaxListeners } from 'node:events';
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { startClock } from '../host/clock.ts';
import type { Published } from '../model/network.ts';
import { publishRequest } from './user-network.ts';

/** Milliseconds between two attempts: the helper makes its socket for requests when the guest is connected. */
const pause = 2;

/** Seconds that all of them may take. */
const patience = 5;

/**
 * Has a helper open ports of the host's loopback.
 * @param api path of its socket for requests, which may not be there yet
 * @param isOver whether the helper has ended, so that the ports are not needed any more
 * @throws Error that names the port which it did not open; it says no reason
 */
export async function openPorts(ports: readonly Published[], api: string, isOver: () => boolean): Promise<void> {
  const late = new AbortController();
  const { signal } = late;
  // Node.js 20 leaves one for each socket, and warns of many.
  setMaxListeners(0, signal);
  const stopClock = startClock(patience, () => late.abort());
  try {
    for (const port of ports) {
      const answer = await ask(publishRequest(port), api, isOver, signal);
      if (isOver()) return;
      const name = `port ${port.hostPort} (${port.protocol}) of this machine`;
      if (signal.aborted) throw new Error(`slirp4netns has not opened ${name} within ${patience} s`);
      if (answer === undefined || hasFailed(answer))
        throw new Error(`${name} cannot be opened; something else may have taken it`);
    }
  } finally {
    stopClock();
  }
}

function hasFailed(answer: string): boolean {
  try {
    return 'error' in JSON.parse(answer);
  } catch {
    return true;
  }
}

async function ask(
  request: string,
  api: string,
  isOver: () => boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  while (!isOver() && !signal.aborted) {
    const socket = createConnection({ path: api, signal });
    try {
      await once(socket, 'connect');
    } catch {
      await setTimeout(pause);
      continue;
    }
    // It answers when it has read all.
    socket.end(request);
    return text(socket).catch(() => undefined);
  }
  return undefined;
}
