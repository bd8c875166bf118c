/** A network of a kernel's own words, such as `eth0=slirp`. */
export interface LegacyTransport {
  /** On the kernel's command line. */
  words: string;
  /** `slirp`, `tuntap` and the like. */
  name: string;
}

/** Those among the words of a kernel's command line that are not the vector driver's. */
export function legacyTransports(commandLine: string): LegacyTransport[] {
  return Array.from(commandLine.matchAll(/(?:^|\s)(eth\d+=([a-z]+)\S*)/g), ([, words = '', name = '']) => ({
    words,
    name,
  }));
}
