import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Rootfs } from '../model/provisions.ts';
import { follow } from './tree/follow.ts';

/** Programs that nearly every root file system has one of. */
const usual = ['bin/sh', 'bin/busybox', 'bin/bash', 'usr/bin/env', 'sbin/init', 'bin/ls', 'lib/ld-musl-x86_64.so.1'];

const machines: Record<number, string> = {
  3: 'i386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'armv7 (arm)',
  62: 'x86_64',
  183: 'aarch64',
  243: 'riscv64',
  258: 'loongarch64',
};

/** @returns the first program of the rootfs that is for another machine, and that machine; undefined when there is none */
export function foreignProgram({ path, hidden }: Rootfs): { program: string; machine: string } | undefined {
  for (const program of usual) {
    const place = follow(path, program, { hidden: hidden ?? [] });
    const machine = place?.exists ? machineOf(join(path, place.path)) : undefined;
    if (machine !== undefined) return machine === 'x86_64' ? undefined : { program: `/${program}`, machine };
  }
  return undefined;
}

/** @returns undefined for what is no ELF file, or cannot be read */
function machineOf(path: string): string | undefined {
  const head = Buffer.alloc(20);
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const length = readSync(file, head);
    closeSync(file);
    if (length < head.length || head.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  } catch {
    return undefined;
  }
  const bigEndian = head[5] === 2;
  const machine = bigEndian ? head.readUInt16BE(18) : head.readUInt16LE(18);
  return machines[machine] ?? `machine number ${machine}`;
}
