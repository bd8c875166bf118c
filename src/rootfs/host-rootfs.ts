import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { UmlRunError } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';

/** Where people and services keep what is nobody else's business: keys, passwords, tokens. */
const secret = [
  '/home',
  '/root',
  '/etc/shadow',
  '/etc/gshadow',
  '/etc/shadow-',
  '/etc/gshadow-',
  '/etc/ssh',
  '/etc/ssl/private',
];

/** What a guest has of its own, whatever the rootfs has there. */
const own = ['/dev', '/proc', '/sys', '/tmp', '/run', '/work'];

/**
 * This machine's own root, which guests see read-only.
 * @param hide absolute paths that they do not see
 * @throws UmlRunError `usage` for a path that is not absolute, or is all there is
 */
export function hostRootfs(spec: string, hide: string[]): Rootfs {
  for (const path of hide) {
    if (!path.startsWith('/')) throw new UmlRunError('rootfs-invalid', `--hide ${path}: expected an absolute path`);
    if (resolve(path) === '/')
      throw new UmlRunError('rootfs-invalid', '--hide /: nothing would be left. Use --rootfs minimal');
  }
  const hidden = [...secret, ...own, homedir(), ...hide].map((path) => resolve(path)).filter((path) => path !== '/');
  return { spec, path: '/', hidden: [...new Set(hidden)] };
}
