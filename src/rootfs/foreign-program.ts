import { join } from 'node:path';
import { architectureName, isRunnable } from '../elf/architecture.ts';
import { MalformedFile } from '../elf/bytes.ts';
import { type ElfHeader, readElfHeader } from '../elf/elf.ts';
import { errnoOf } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';
import { follow } from './tree/follow.ts';

/** Programs that nearly every root file system has one of. */
const usual = ['bin/sh', 'bin/busybox', 'bin/bash', 'usr/bin/env', 'sbin/init', 'bin/ls', 'lib/ld-musl-x86_64.so.1'];

/**
 * The first program of the rootfs, where it is not for the kernels.
 * @returns its path in the guest and its architecture; undefined when it is for x86-64, or there is no program
 */
export function foreignProgram({ path, hidden }: Rootfs): { program: string; architecture: string } | undefined {
  for (const program of usual) {
    const place = follow(path, program, { hidden: hidden ?? [] });
    const header = place?.exists ? headerOf(join(path, place.path)) : undefined;
    if (header)
      return isRunnable(header) ? undefined : { program: `/${program}`, architecture: architectureName(header) };
  }
  return undefined;
}

/** @returns undefined for what is not an ELF file, or cannot be read */
function headerOf(path: string): ElfHeader | undefined {
  try {
    return readElfHeader(path);
  } catch (cause) {
    if (cause instanceof MalformedFile || errnoOf(cause) !== undefined) return undefined;
    throw cause;
  }
}
