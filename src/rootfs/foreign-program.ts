import { join } from 'node:path';
import { isRunnable, machineName } from '../elf/architecture.ts';
import { readElf } from '../elf/elf.ts';
import type { Rootfs } from '../model/provisions.ts';
import { follow } from './tree/follow.ts';

/** Programs that nearly every root file system has one of. */
const usual = ['bin/sh', 'bin/busybox', 'bin/bash', 'usr/bin/env', 'sbin/init', 'bin/ls', 'lib/ld-musl-x86_64.so.1'];

/**
 * Looks at the first usual program that is an ELF file: the others will be for the same machine.
 *
 * @returns that program and its machine where the kernels cannot run it; undefined where they can, or there is none
 */
export function foreignProgram({ path, hidden }: Rootfs): { program: string; machine: string } | undefined {
  for (const program of usual) {
    const place = follow(path, program, { hidden: hidden ?? [] });
    const elf = place?.exists ? tryElf(join(path, place.path)) : undefined;
    if (elf) return isRunnable(elf) ? undefined : { program: `/${program}`, machine: machineName(elf) };
  }
  return undefined;
}

/** @returns undefined for anything but an ELF file that can be read */
function tryElf(path: string) {
  try {
    return readElf(path);
  } catch {
    return undefined;
  }
}
