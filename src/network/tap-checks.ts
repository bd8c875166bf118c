import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { errnoOf, UmlRunError } from '../model/errors.ts';

/**
 * Whether this process can give guests TAP devices.
 * @param device name of one that somebody has prepared; without it, of uml-run's own
 * @param user whom it runs as
 * @throws UmlRunError `network-unavailable`, with what is missing
 */
export function checkTap(device: string | undefined, user = process.getuid?.() ?? 0): void {
  if (device === undefined && user !== 0)
    throw noTap(
      'only root can make devices; use --network user, or name one that root has made for you: tap,device=<name>',
    );
  const problem = driverProblem() ?? (device === undefined ? settingsProblem() : undefined);
  if (problem !== undefined) throw noTap(problem);
}

/** Why this process cannot use the driver of TAP devices; undefined when it can. */
export function driverProblem(path = '/dev/net/tun'): string | undefined {
  try {
    closeSync(openSync(path, 'r+'));
    return undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT') return `this machine has no "${path}"; load its module: modprobe tun`;
    if (errno === 'ENODEV' || errno === 'ENXIO')
      return `this machine's kernel has no driver for "${path}"; load its module: modprobe tun`;
    return `"${path}" cannot be opened (${errno}); allow it, or use --network user`;
  }
}

/** Why root cannot turn on forwarding for a device; undefined when it can. */
export function settingsProblem(path = '/proc/sys/net/ipv4/conf/default/forwarding'): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return `"${path}" cannot be written (${errnoOf(error)}), as in an unprivileged container; start it with --privileged`;
  }
}

/** @param what is missing or wrong, and what to do */
export function noTap(what: string): UmlRunError {
  return new UmlRunError('network-unavailable', `--network tap: ${what}`);
}
