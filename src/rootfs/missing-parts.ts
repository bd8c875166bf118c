import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { Rootfs } from '../model/provisions.ts';
import { rootfsHas } from './lookup.ts';

/** A root file system has at least one of these. */
const usual = ['bin', 'sbin', 'usr', 'lib', 'etc'];

/**
 * Says what a rootfs lacks that many tests need.
 * @throws UmlRunError `rootfs-invalid` when it is empty, or something other than a root file system
 */
export function tellWhatItLacks(rootfs: Rootfs, log: Log): void {
  const { spec, path } = rootfs;
  const names = namesIn(path, spec);
  const is = meaningOf(path, names);
  if (is) throw new UmlRunError('rootfs-invalid', `rootfs "${spec}" is not a root file system: ${is}`);
  if (!rootfsHas(rootfs, '/bin/sh')) log.info(`rootfs "${spec}" has no /bin/sh: shell scripts cannot run in it`);
}

function namesIn(path: string, spec: string): string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    throw new UmlRunError('rootfs-invalid', `rootfs "${spec}": cannot read "${path}": ${messageOf(cause, path)}`, {
      cause,
    });
  }
}

function meaningOf(path: string, names: string[]): string | undefined {
  if (names.length === 0) return 'it is empty';
  if (names.some((name) => usual.includes(name))) return undefined;
  if (names.includes('oci-layout')) return 'it is a container image; use oci:<folder>';
  if (names.includes('manifest.json') && names.length > 1)
    return 'it is an unpacked container image; use docker-archive:<file>';
  const [only = '', ...others] = names;
  const inner = join(path, only);
  if (others.length > 0 || !statSync(inner, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  return usual.some((name) => existsSync(join(inner, name)))
    ? `it has only the folder "${only}", which looks like one: unpack it and name that folder`
    : undefined;
}
