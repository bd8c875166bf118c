import { addressBits } from '../kernel/address-bits.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Program } from '../model/tests.ts';
import { sanitizerOf } from '../program/sanitizer.ts';
import type { Evidence } from '../verdict/evidence.ts';

/**
 * Why a program that failed on a kernel did so, by what is known of both. Looks at their files, so it is for those that
 * failed alone.
 * @returns words for a message; undefined where it may be something else
 */
export function programHint(program: Program, kernel: Kernel, end: Evidence['end']): string | undefined {
  return isByLoader(end) && program.missing !== undefined ? program.missing : fewAddresses(program, kernel);
}

/** How dynamic loaders end a program for which they do not find all libraries. */
function isByLoader(end: Evidence['end']): boolean {
  return end?.how === 'exit' && end.code === 127;
}

/** What sanitizers need, and hardware gives with page tables of four levels. */
const needed = 47;

function fewAddresses(program: Program, kernel: Kernel): string | undefined {
  const bits = addressBits(kernel);
  if (bits === undefined || bits >= needed) return undefined;
  const sanitizer = sanitizerOf(program);
  if (sanitizer === undefined) return undefined;
  const series = kernel.version.split('.').slice(0, 2).join('.');
  return `${sanitizer} needs ${needed} bits of addresses; User Mode Linux ${series} gives ${bits} (7.2 gives ${needed})`;
}
