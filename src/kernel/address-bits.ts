import { readFileSync } from 'node:fs';
import type { Kernel } from '../model/provisions.ts';

/** Of a process, by the levels of page tables: User Mode Linux has pages of 4 KB and 9 bits a level. */
const bitsOfLevels: Record<string, number> = { 3: 39, 4: 47 };

const known = new WeakMap<Pick<Kernel, 'path'>, number | undefined>();

/**
 * How many bits the addresses of a process have on an x86-64 kernel: 39 before Linux had four levels of page tables on User
 * Mode Linux, 47 since. A kernel carries its configuration as text, so it need not be run; its file is read once.
 * @returns undefined where that cannot be told
 */
export function addressBits(kernel: Pick<Kernel, 'path'>): number | undefined {
  if (!known.has(kernel)) known.set(kernel, readBits(kernel.path));
  return known.get(kernel);
}

function readBits(path: string): number | undefined {
  const setting = 'CONFIG_PGTABLE_LEVELS=';
  try {
    const bytes = readFileSync(path);
    const at = bytes.indexOf(setting);
    const levels = bytes.toString('latin1', at + setting.length, at + setting.length + 1);
    return at < 0 ? undefined : bitsOfLevels[levels];
  } catch {
    return undefined;
  }
}
