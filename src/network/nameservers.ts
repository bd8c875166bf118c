import { isIP } from 'node:net';
import { readTextSync } from '../host/read-text.ts';

/** Where the machine names its nameservers; and where systemd-resolved names those that it asks itself. */
const files = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'];

/**
 * This machine's nameservers that others can ask too: none on its loopback.
 * @param texts of its resolv.conf, the usual one first
 * @returns IPv4 addresses; none where there is no such nameserver
 */
export function reachableNameservers(texts = files.map((path) => readTextSync(path) ?? '')): string[] {
  const named = texts.map((text) => [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, address]) => address ?? ''));
  const isReachable = (address: string) => isIP(address) === 4 && !/^(127|0)\./.test(address);
  return named.map((addresses) => addresses.filter(isReachable)).find((addresses) => addresses.length > 0) ?? [];
}
