import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isIn } from '../fs/is-in.ts';
import type { Rootfs } from '../model/provisions.ts';
import { fileInRootfs, placeInRootfs } from '../rootfs/lookup.ts';
import { accountName, type Ids, withGroup, withHosts, withUser } from '../rootfs/names.ts';

/**
 * Puts those of /etc/hosts, /etc/passwd and /etc/group among the share's libraries, and so above the rootfs, that do not
 * know the guest, the tests' user or its group. The rootfs's own lines stay; what cannot be read is left alone.
 * @param libraries absolute path of the folder of libraries
 * @param hosts more names for /etc/hosts, with their addresses
 * @returns the user's name
 * @throws the system's error when they cannot be written
 */
export function writeNameFiles(
  libraries: string,
  rootfs: Rootfs,
  ids: Ids,
  hosts?: Record<string, string>,
): string | undefined {
  supplement(libraries, rootfs, '/etc/hosts', (text) => withHosts(text, hosts));
  supplement(libraries, rootfs, '/etc/group', (text) => withGroup(text, ids));
  const users = supplement(libraries, rootfs, '/etc/passwd', (text) => withUser(text, ids));
  return users === undefined ? undefined : accountName(users, ids.user);
}

/** @returns its text; undefined when it is left alone */
function supplement(
  libraries: string,
  rootfs: Rootfs,
  path: string,
  add: (text: string) => string,
): string | undefined {
  const place = placeInRootfs(rootfs, path);
  const text = isHidden(rootfs, dirname(place)) ? undefined : textOf(rootfs, path);
  if (text === undefined) return undefined;
  const more = add(text);
  if (more !== text) {
    const file = join(libraries, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, more, 'latin1');
    chmodSync(file, 0o644);
  }
  return more;
}

/** Byte by byte, whatever its encoding; empty when there is none. */
function textOf(rootfs: Rootfs, path: string): string | undefined {
  const file = fileInRootfs(rootfs, path);
  if (file === undefined) return '';
  try {
    return statSync(file).isFile() ? readFileSync(file, 'latin1') : undefined;
  } catch {
    return undefined;
  }
}

function isHidden({ hidden = [] }: Rootfs, folder: string): boolean {
  return hidden.some((path) => isIn(folder, path));
}
