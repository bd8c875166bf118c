import { isIP } from 'node:net';
import { readTextSync } from '../host/read-text.ts';

/** Where a machine names its nameservers; and where systemd-resolved names those that it asks itself. */
const asked = '/etc/resolv.conf';
const askedByResolved = '/run/systemd/resolve/resolv.conf';

/**
 * The nameservers that this machine asks.
 * @param file as resolv.conf has them; where it cannot be read, there are none
 * @returns IP addresses, in the order of the file
 */
export function nameservers(file = asked): string[] {
  const found = (readTextSync(file) ?? '').matchAll(/^nameserver[ \t]+(\S+)/gm);
  return Array.from(found, ([, address = '']) => address).filter((address) => isIP(address) > 0);
}

/**
 * Those that guests can ask too: none on this machine's loopback.
 * @param files the usual one first
 * @returns IPv4 addresses; none where there is no such nameserver
 */
export function reachableNameservers(files = [asked, askedByResolved]): string[] {
  const isReachable = (address: string) => isIP(address) === 4 && !/^(127|0)\./.test(address);
  return files.map((file) => nameservers(file).filter(isReachable)).find((found) => found.length > 0) ?? [];
}
