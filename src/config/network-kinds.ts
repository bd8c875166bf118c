import type { Network, Published } from '../model/network.ts';
import { impairmentWords, readImpairment } from './impairment.ts';
import { type Kind, list, single } from './option-kind.ts';

const userParts = ['host-loopback', 'offline'] as const;

/** `none`, or `user` or `tap` with words after commas. */
export const network: Kind<Network> = {
  placeholder: '<mode>',
  expected: `none or user, and after commas ${userParts.join(' or ')}, ${impairmentWords}; or tap, or tap,device=<name>`,
  repeatable: false,
  type: { type: 'string' },
  read(texts, fail) {
    const text = texts.at(-1) ?? '';
    const [mode = '', ...words] = text.split(',').map((part) => part.trim());
    if (mode === 'tap') return readTap(words, (part) => fail(text, part));
    if (mode !== 'none' && mode !== 'user') return fail(text, mode);
    const { others: parts, ...line } = readImpairment(words, (part, wanted) => fail(text, part, wanted));
    const known: readonly string[] = mode === 'user' ? userParts : [];
    for (const part of parts) if (!known.includes(part)) return fail(text, part);
    if (mode === 'none') return { mode, ...line };
    const [hostLoopback, offline] = userParts.map((part) => parts.includes(part)) as [boolean, boolean];
    // Who cannot reach anything does not reach the host either.
    return hostLoopback && offline ? fail(text) : { mode, hostLoopback, offline, ...line };
  },
};

/** Names of devices have at most 15 bytes, and go into paths and messages. */
function readTap([part, more]: string[], fail: (part: string) => never): Network {
  if (part === undefined) return { mode: 'tap' };
  const [, device] = /^device=([\w.-]{1,15})$/.exec(part) ?? [];
  if (device === undefined || /^\.+$/.test(device)) return fail(part);
  return more === undefined ? { mode: 'tap', device } : fail(more);
}

/** Whether a number is that of a TCP or UDP port. */
export function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}

/** `8080:80`, `8080:80/udp`: a port of the host, and one of the guest. */
export const published: Kind<Published[]> = list(
  single('<port:port>', 'a port of this machine and one of the guest, such as 8080:80 or 5353:53/udp', (text) => {
    const [, host, guest, protocol = 'tcp'] = /^(\d{1,5}):(\d{1,5})(?:\/(tcp|udp))?$/.exec(text) ?? [];
    const [hostPort, guestPort] = [Number(host), Number(guest)];
    if (!isPort(hostPort) || !isPort(guestPort)) return undefined;
    return { hostPort, guestPort, protocol: protocol === 'udp' ? 'udp' : 'tcp' };
  }),
  'pairs of ports, such as 8080:80 or 5353:53/udp',
);

/** @returns the first port of the host that is there twice for one protocol */
export function publishedTwice(ports: readonly Published[]): number | undefined {
  const isSame = (one: Published, other: Published) =>
    one.hostPort === other.hostPort && one.protocol === other.protocol;
  return ports.find((port, index) => ports.findIndex((other) => isSame(port, other)) < index)?.hostPort;
}
