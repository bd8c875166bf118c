import { addressDigits } from './address-digits.ts';

/** Of guests in one network, by their ports: 0 is the tests' guest, or the only one that a helper has. */
const firstHost = 100;

export function addressAt(port: number): string {
  return `10.0.2.${firstHost + port}`;
}

export function address6At(port: number): string {
  return `fd00::${firstHost + port}`;
}

export function macAt(port: number): string {
  return macOf(addressAt(port));
}

/**
 * The address of an interface, as the kernel's command line has it.
 * @param address the interface's IPv4 address
 */
export function macOf(address: string): string {
  return `02:00${addressDigits(address).replaceAll(/../g, ':$&')}`;
}
