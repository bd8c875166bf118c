import { existsSync, readFileSync } from 'node:fs';
import type { GuestLink, Network, Published } from '../model/network.ts';
import type { CaptureSettings } from './capture-file.ts';
import { address6At, addressAt } from './guest-addresses.ts';
import { nameservers } from './nameservers.ts';

/** The program that carries what a guest sends, as any program of this machine sends it. */
export interface Slirp {
  /** Absolute path of slirp4netns. */
  path: string;
  /** Folder with libraries that it is to use instead of this machine's. */
  libraries?: string;
}

/** A network by a helper of each guest's own. */
export interface UserNetwork extends Omit<Extract<Network, { mode: 'user' }>, 'mode'> {
  slirp: Slirp;
  publish: readonly Published[];
  /** Without it, nothing is captured. */
  capture?: CaptureSettings | undefined;
}

/** How guests set up their end. It is the same for each, for each has a helper of its own. */
export function linkOf({ offline }: Pick<UserNetwork, 'offline'>): GuestLink {
  return {
    address: addressAt(0),
    prefix: 24,
    ...(!offline && { gateway: '10.0.2.2' }),
    ...(hasIpv6() && { address6: address6At(0), prefix6: 64, ...(!offline && { gateway6: 'fd00::2' }) }),
    nameservers: [asksByIpv6() ? 'fd00::3' : '10.0.2.3'],
  };
}

/** The helper passes what 10.0.2.3 is asked on to this machine's first nameserver of IPv4, and fd00::3 to that of IPv6. */
function asksByIpv6(): boolean {
  const known = nameservers();
  return hasIpv6() && known.length > 0 && known.every((address) => address.includes(':'));
}

/** Whether this machine has it, apart from the loopback device. */
export function hasIpv6(file = '/proc/net/if_inet6'): boolean {
  return (
    existsSync(file) &&
    readFileSync(file, 'utf8')
      .split('\n')
      .some((line) => /\S/.test(line) && !/\slo$/.test(line))
  );
}

/** The request by which the helper opens a port, on its socket. */
export function publishRequest({ protocol, hostPort, guestPort }: Published): string {
  const to = { host_addr: '127.0.0.1', host_port: hostPort, guest_addr: addressAt(0), guest_port: guestPort };
  return JSON.stringify({ execute: 'add_hostfwd', arguments: { proto: protocol, ...to } });
}
