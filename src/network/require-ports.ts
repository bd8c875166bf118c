import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { errnoOf, messageOf, UmlRunError } from '../model/errors.ts';
import type { Published } from '../model/network.ts';

/**
 * Tries whether ports of this machine's loopback are free: a helper says no reason when it cannot open one.
 * @throws UmlRunError `option-invalid`, which names the first that is not
 */
export async function requirePorts(ports: readonly Published[]): Promise<void> {
  for (const port of ports) await tryPort(port).catch((error: unknown) => refuse(port, error));
}

async function tryPort({ protocol, hostPort }: Published): Promise<void> {
  const server = protocol === 'tcp' ? createServer() : createSocket('udp4');
  if ('listen' in server) server.listen(hostPort, '127.0.0.1');
  else server.bind(hostPort, '127.0.0.1');
  await once(server, 'listening');
  await new Promise<void>((resolve) => void server.close(() => resolve()));
}

const reasons: Record<string, string> = {
  EADDRINUSE: 'another program has it; choose another port',
  EACCES: 'only root may open it; choose one from 1024',
};

function refuse({ protocol, hostPort }: Published, error: unknown): never {
  const why = reasons[errnoOf(error) ?? ''] ?? messageOf(error);
  throw new UmlRunError('option-invalid', `--publish: port ${hostPort} (${protocol}) of this machine: ${why}`);
}
