/** `sha256sums.asc`: the digest of every tarball in a folder of the mirror, signed inline. */

export interface Checksums {
  /** Lower-case hexadecimal SHA-256 by file name. */
  digests: Map<string, string>;
  isSigned: boolean;
}

/** Lines of any other form are passed over: the signature is among them. */
export function parseChecksums(text: string): Checksums {
  return {
    digests: new Map(
      Array.from(text.matchAll(/^([\da-f]{64})[ \t]+[*]?(\S+)[ \t\r]*$/gim), ([, digest = '', name = '']) => [
        name,
        digest.toLowerCase(),
      ]),
    ),
    isSigned: text.includes('-----BEGIN PGP SIGNATURE-----'),
  };
}
