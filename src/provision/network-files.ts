import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GuestLink } from '../model/network.ts';
import type { Rootfs } from '../model/provisions.ts';
import { fileInRootfs, placeInRootfs } from '../rootfs/lookup.ts';

/** Where programs look for certificates of authorities: those of Debian and Alpine, of Fedora, and OpenSSL itself. */
export const bundlePlaces = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
] as const;

/**
 * Puts what a guest with a network needs of files among the share's libraries, and so above the rootfs: resolv.conf, and
 * certificates of authorities wherever it has none; they are its own, or else this machine's.
 * @param libraries absolute path of the folder of libraries
 * @param ofMachine for tests: the root whose certificates are taken for this machine's
 * @returns variables by which programs find the certificates that do not know these places
 * @throws the system's error when they cannot be written
 */
export function writeNetworkFiles(
  libraries: string,
  rootfs: Rootfs,
  { nameservers }: GuestLink,
  ofMachine = '/',
): Record<string, string> {
  const lines = nameservers.map((address) => `nameserver ${address}\n`);
  writeFileSync(makeRoom(libraries, rootfs, '/etc/resolv.conf'), lines.join(''), { mode: 0o644 });
  const own = bundlePlaces.find((path) => fileInRootfs(rootfs, path) !== undefined);
  const machines = bundlePlaces.map((path) => join(ofMachine, path)).find((path) => existsSync(path));
  if (own === undefined && machines === undefined) return {};
  const [first] = bundlePlaces;
  if (own === undefined && machines !== undefined) copyFileSync(machines, makeRoom(libraries, rootfs, first));
  const bundle = own ?? first;
  for (const path of bundlePlaces)
    if (path !== bundle && fileInRootfs(rootfs, path) === undefined)
      symlinkSync(bundle, makeRoom(libraries, rootfs, path));
  return { SSL_CERT_FILE: bundle };
}

/** In the place of the path itself: where the rootfs has a link there, as to a folder of a resolver, it is covered. */
function makeRoom(libraries: string, rootfs: Rootfs, path: string): string {
  const file = join(libraries, placeInRootfs(rootfs, path));
  mkdirSync(dirname(file), { recursive: true });
  return file;
}
