/**
 * The public key of this repository's own store of kernels: 32 bytes in hexadecimal. Empty until the owner has made a
 * pair (docs/kernel-store.md): nothing is trusted then, and there is no store unless the user names one with its key.
 */
export const ownPublicKey: string = '';
