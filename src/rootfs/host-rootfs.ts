import { resolve } from 'node:path';
import { homeFolder } from '../fs/home-folder.ts';
import { realPath } from '../fs/real-path.ts';
import { UmlRunError } from '../model/errors.ts';
import { guestFolders, type Rootfs } from '../model/provisions.ts';

/** Where services keep what nobody else should see: keys, passwords. */
export const secretPaths = [
  '/etc/shadow',
  '/etc/gshadow',
  '/etc/shadow-',
  '/etc/gshadow-',
  '/etc/ssh',
  '/etc/ssl/private',
];

/** Where people do. */
const homes = ['/home', '/root'];

/**
 * This machine's own root, which guests see read-only.
 * @param hide absolute paths that they do not see
 * @throws UmlRunError `option-invalid` for a path that is not absolute, and for `/`
 */
export function hostRootfs(spec: string, hide: string[]): Rootfs {
  for (const path of hide) {
    if (!path.startsWith('/')) throw new UmlRunError('option-invalid', `--hide "${path}": expected an absolute path`);
    if (resolve(path) === '/')
      throw new UmlRunError('option-invalid', '--hide "/": nothing would be left; use --rootfs minimal');
  }
  const own = guestFolders.map((name) => `/${name}`);
  const hidden = [...homes, ...secretPaths, ...own, homeFolder(), ...hide]
    .flatMap((path) => [resolve(path), realPath(resolve(path)) ?? path])
    .filter((path) => path !== '/');
  return { spec, path: '/', hidden: [...new Set(hidden)] };
}
