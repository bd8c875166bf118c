import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { errnoOf } from '../model/errors.ts';

/**
 * Takes an abstract socket's name: it needs no file, and is free again however its process ends. Processes in other network
 * namespaces do not see it.
 * @param name without the leading NUL
 * @param onAsking called for whoever connects; they get nothing by default
 * @returns what gives it back; undefined when another process, or another part of this one, has it
 */
export async function takeName(
  name: string,
  onAsking: (asking: Socket) => void = (asking) => asking.destroy(),
): Promise<Server | undefined> {
  const server = createServer((asking) => onAsking(asking.on('error', () => {}).unref()));
  try {
    await once(server.unref().listen(`\0${name}`), 'listening');
    return server;
  } catch (cause) {
    if (errnoOf(cause) !== 'EADDRINUSE') throw cause;
    return undefined;
  }
}
