import type { Check } from './check.ts';
import { readText } from './read-text.ts';

/** The largest register state that User Mode Linux before 6.13 has room for: AVX-512 and PKRU just fit. */
const room = 2696;

/** Where each extension's part of the XSTATE area ends, in its standard format (bytes). */
const ends: [flag: string, end: number][] = [
  ['avx', 832],
  ['avx512f', 2688],
  ['pku', 2696],
  ['amx_tile', 11008],
];

export async function checkCpu(): Promise<Check> {
  return judgeCpu((await readText('/proc/cpuinfo')) ?? '');
}

/**
 * Kernels before 6.13 die at their first process on a CPU with a larger XSTATE area, as AMX makes it.
 *
 * @param cpuinfo text of /proc/cpuinfo; the size follows from its flags, as only CPUID itself tells it
 */
export function judgeCpu(cpuinfo: string): Check {
  const name = 'CPU';
  const model = /^model name\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? 'unknown';
  const flags = new Set((/^flags\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? '').split(' '));
  const size = Math.max(576, ...ends.filter(([flag]) => flags.has(flag)).map(([, end]) => end));
  const found = `${model}, ${size} bytes of register state (XSTATE)`;
  if (size <= room) return { name, ok: true, found };
  return {
    name,
    ok: true,
    found: `${found}, more than ${room}`,
    fix: 'kernels before 6.13 die here at their first process ("wait_stub_done"): use newer ones, e.g. --kernel distro:7.2',
  };
}
