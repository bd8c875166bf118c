import { guestName } from '../model/guest-name.ts';
import type { PeerSpec, ReadyWhen } from '../model/peers-asked.ts';
import { isPort } from './network-kinds.ts';
import { single } from './option-kind.ts';
import { each } from './option-kinds.ts';

const hostName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** `NAME=<program>[@<kernel>]`, repeated. What follows the last `@` is a kernel unless it has a space in it. */
export const peers = each(
  single<PeerSpec>('<NAME=program>', 'NAME=<program> or NAME=<program>@<kernel>, NAME being a host name', (text) => {
    const [, name = '', command = '', kernel] = /^([^=]*)=(.*?)(?:@([^@\s]+))?$/s.exec(text.trim()) ?? [];
    const isTaken = name === guestName || name === 'localhost';
    if (!hostName.test(name) || isTaken || command.trim() === '') return undefined;
    return { name, command: command.trim(), ...(kernel !== undefined && { kernel }) };
  }),
);

/** `NAME=<port>` or `NAME=<command>`, repeated. */
export const readiness = each(
  single<ReadyWhen>('<NAME=port>', 'NAME=<port> or NAME=<command>', (text) => {
    const [, name = '', rest = ''] = /^([^=]*)=(.*)$/s.exec(text.trim()) ?? [];
    const port = /^\d+$/.test(rest) ? Number(rest) : undefined;
    if (!hostName.test(name) || rest.trim() === '') return undefined;
    if (port !== undefined && !isPort(port)) return undefined;
    return { name, when: port ?? rest };
  }),
);

/** @returns what is wrong with them together, if anything */
export function problemOfPeers(given: readonly PeerSpec[], ready: readonly ReadyWhen[]): string | undefined {
  const names = given.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) return `--guests names two guests "${twice}": give each a name of its own`;
  const unknown = ready.find(({ name }) => !names.includes(name));
  return unknown && `--ready names the guest "${unknown.name}", which no --guests starts`;
}
