import { addressBits } from '../kernel/address-bits.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { sanitizerOf } from '../program/sanitizer.ts';

/** What sanitizers need, and hardware gives with page tables of four levels. */
const needed = 47;

/**
 * Why a test that failed could not pass on a kernel, where that is certain: its program starts with a sanitizer, and the
 * kernel has no room for that. Looks at the program's and the kernel's files, so it is for tests that failed alone.
 * @returns words for a message; undefined where it may be something else
 */
export function hintFor({ program }: Pick<Test, 'program'>, kernel: Kernel): string | undefined {
  const bits = addressBits(kernel);
  if (bits === undefined || bits >= needed) return undefined;
  const sanitizer = sanitizerOf(program);
  if (sanitizer === undefined) return undefined;
  const series = kernel.version.split('.').slice(0, 2).join('.');
  return `${sanitizer} needs ${needed} bits of addresses; User Mode Linux ${series} gives ${bits} (7.2 gives ${needed})`;
}
