/** As native/supervisor/link.c has it: of who is connected to a network. */
export const linkDescriptor = 11;

/**
 * Bytes of a packet, the same on both sides: with more on the helper's, large transfers would stall. It carries 2 to 8 times
 * as much as 1500. With what a kernel adds to a packet it fits into 32 KiB, as which memory is given out: with 16384, which
 * does not fit into half of that, a transfer takes a quarter longer, and with 65520 many times as long.
 */
export const mtu = 32000;

/**
 * The words of the kernel's command line for `vec0`. Without `vec=0`, the driver would send and receive by calls that may
 * name an address, which the sandbox allows no kernel.
 * @param bytes of a packet, if the other side has another MTU
 */
export function linkWords(mac: string, bytes = mtu): string[] {
  return [`vec0:transport=fd,fd=${linkDescriptor},vec=0,mtu=${bytes},mac=${mac}`];
}

/**
 * The word in place of that, for a driver that opens a TAP device: the host divides and joins its packets, which may have
 * 64 kB then (`gro=1`), and makes their checksums.
 */
export function tapLinkWord(device: string, mac: string, bytes: number): string {
  return `vec0:transport=tap,ifname=${device},gro=1,mtu=${bytes},mac=${mac}`;
}
