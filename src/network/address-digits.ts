import { isIPv4, SocketAddress } from 'node:net';

/**
 * The bytes of an IP address as hexadecimal digits: 8 for IPv4, 32 for IPv6.
 * @param address as in `10.0.2.2`, `fd00::2` or `::ffff:10.0.2.2`, without a zone
 * @throws TypeError when it is none
 */
export function addressDigits(address: string): string {
  if (isIPv4(address))
    return address
      .split('.')
      .map((byte) => digits(Number(byte), 2))
      .join('');
  if (!isIpv6(address) || address.includes('%')) throw new TypeError(`"${address}" is not an IP address`);
  const groups = address.replace(/[\d.]+\.\d+$/, (dotted) => addressDigits(dotted).replace(/^..../, '$&:'));
  const [before = [], after = []] = groups.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((group) => digits(Number.parseInt(group, 16), 4)).join('');
}

/** Node's own function takes milliseconds when it is first called, for a regular expression. */
function isIpv6(address: string): boolean {
  try {
    return new SocketAddress({ address, family: 'ipv6' }).address !== '';
  } catch {
    return false;
  }
}

function digits(number: number, count: number): string {
  return number.toString(16).padStart(count, '0');
}
