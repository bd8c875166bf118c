import { readTextSync } from './read-text.ts';

/** Nearly all User Mode Linux kernels tick so often in a second. */
const ticks = 100;

/**
 * How often a kernel's delay loop runs between two ticks on this machine, so that its boot need not find out (`lpj=`).
 * Twice what the processor's nominal clock allows, which it may exceed: a delay may last longer than asked for, but not
 * shorter.
 * @param cpuinfo text of /proc/cpuinfo
 * @returns undefined where that does not say
 */
export function delayLoops(cpuinfo = readTextSync('/proc/cpuinfo') ?? ''): number | undefined {
  // Loops in a second, by 500,000.
  const bogomips = Number(/^bogomips\s*:\s*([\d.]+)$/m.exec(cpuinfo)?.[1]);
  return bogomips > 0 ? Math.round((2 * bogomips * 500_000) / ticks) : undefined;
}
