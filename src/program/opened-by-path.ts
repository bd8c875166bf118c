import { isRunnable } from '../elf/architecture.ts';
import { withBytes } from '../elf/bytes.ts';
import { readElf } from '../elf/elf.ts';
import { isOfDistribution } from './distribution.ts';
import type { Loaded } from './loader.ts';

/** Of what is larger, only the beginning is searched: what comes last in a file is for debuggers. */
const maxBytes = 64 << 20;
const path = /(?<=\0)\/[^\0-\x1f]{1,1023}\.so(?:\.\d+)*(?=\0)/g;

/**
 * Libraries that a program of the user, or a library of one, may open itself: its file has their absolute paths, and
 * this machine has them. Those of the distribution are for the rootfs to have.
 */
export function openedByPath({ hostPath }: Loaded): string[] {
  if (isOfDistribution(hostPath)) return [];
  const text = withBytes(hostPath, (bytes) => bytes.readUpTo(0, maxBytes)).toString('latin1');
  const paths = [...new Set(text.match(path) ?? [])].map((found) => Buffer.from(found, 'latin1').toString('utf8'));
  return paths.filter((found) => !isOfDistribution(found) && isLibrary(found));
}

function isLibrary(path: string): boolean {
  try {
    const elf = readElf(path);
    return elf?.type === 'shared' && isRunnable(elf);
  } catch {
    return false;
  }
}
