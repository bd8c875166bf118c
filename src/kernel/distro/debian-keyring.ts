import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Apt, download, type Package, show } from '../../apt/apt.ts';
import { unpackDeb } from '../../apt/deb.ts';
import { fetchMachinePackage, machinePackage } from '../../apt/machine-package.ts';
import type { Context } from '../../cache/context.ts';
import { UmlRunError } from '../../model/errors.ts';

const packageName = 'debian-archive-keyring';

/** Where the package has the keys; newer ones name it by the newer extension. */
const places = ['usr/share/keyrings/debian-archive-keyring.gpg', 'usr/share/keyrings/debian-archive-keyring.pgp'];

/**
 * The keys that Debian signs with, from this machine: installed, else from its own apt.
 * @throws UmlRunError `archive-unavailable` when it has neither
 */
export async function debianKeyring(scratch: string, context: Context): Promise<string> {
  const installed = keyringIn('/');
  if (installed !== undefined) return installed;
  const found = await machinePackage(packageName, context);
  return unpackKeyring(await fetchMachinePackage(found, scratch, context), scratch, context.signal);
}

/**
 * The keys that a suite itself has in a package: newer than this machine's, and as good, since apt checked the suite.
 */
export async function keyringOf(apt: Apt, scratch: string, signal?: AbortSignal): Promise<string | undefined> {
  const found: Package | undefined = (await show(apt, [packageName], { signal })).get(packageName);
  return found && unpackKeyring(await download(apt, found, scratch, { signal }), scratch, signal);
}

async function unpackKeyring(deb: string, scratch: string, signal?: AbortSignal): Promise<string> {
  const folder = join(scratch, packageName);
  await unpackDeb(deb, folder, { signal });
  const keyring = keyringIn(folder);
  if (keyring !== undefined) return keyring;
  throw new UmlRunError('archive-unavailable', `the package ${packageName} does not have any of ${places.join(', ')}`);
}

function keyringIn(folder: string): string | undefined {
  return places.map((place) => join(folder, place)).find((path) => existsSync(path));
}
