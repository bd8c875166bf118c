import { readFileSync } from 'node:fs';

/**
 * The largest register state (XSTATE) that User Mode Linux before 6.13 has room for: AVX-512 and PKRU just fit. Bytes.
 */
export const oldKernelsRoom = 2696;

/** Where each extension's part of the XSTATE area ends, in its standard format (bytes). */
const ends: [flag: string, end: number][] = [
  ['avx', 832],
  ['avx512f', 2688],
  ['pku', 2696],
  ['amx_tile', 11008],
];

/**
 * @param cpuinfo text of /proc/cpuinfo; the size follows from its flags, as only CPUID itself gives it
 * @returns bytes of a process's register state, 576 or more
 */
export function xstateSize(cpuinfo: string): number {
  const flags = new Set((/^flags\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? '').split(' '));
  return Math.max(576, ...ends.filter(([flag]) => flags.has(flag)).map(([, end]) => end));
}

let known: boolean | undefined;

/** Whether this machine's register state is larger than User Mode Linux before 6.13 has room for, as AMX makes it. */
export function exceedsOldKernelsRoom(): boolean {
  known ??= xstateSize(readFileSync('/proc/cpuinfo', 'utf8')) > oldKernelsRoom;
  return known;
}
