import { isRunnable } from '../elf/architecture.ts';
import { withBytes } from '../elf/bytes.ts';
import { readElf } from '../elf/elf.ts';
import { isOfDistribution } from './distribution.ts';
import type { Loaded } from './loader.ts';

/** Of what is larger, only the beginning is searched: what comes last in a file is for debuggers. */
const maxBytes = 64 << 20;
/** No program opens so many libraries; a file may have any number of names. */
const maxNames = 10_000;
/** PATH_MAX */
const maxPath = 4096;

/**
 * Libraries that a program of the user, or a library of one, may open itself: its file has their absolute paths, and
 * this machine has them. Those of the distribution are for the rootfs to have.
 */
export function openedByPath({ hostPath }: Loaded): string[] {
  if (isOfDistribution(hostPath)) return [];
  const bytes = withBytes(hostPath, (file) => file.readUpTo(0, maxBytes));
  return libraryPathsIn(bytes).filter((path) => !isOfDistribution(path) && isLibrary(path));
}

/** Strings of C that are absolute paths of libraries by their names. A regular expression takes five times as long. */
function libraryPathsIn(bytes: Buffer): string[] {
  const paths = new Set<string>();
  let at = bytes.indexOf('.so');
  for (let names = 0; at >= 0 && names < maxNames; names++) {
    const before = bytes.subarray(Math.max(0, at - maxPath), at);
    const after = bytes.subarray(at, at + maxPath);
    const [start, end] = [before.lastIndexOf(0) + 1, after.indexOf(0)];
    const path = before.toString('utf8', start) + after.toString('utf8', 0, Math.max(0, end));
    if (/^\/.*\.so(?:\.\d+)*$/.test(path)) paths.add(path);
    at = bytes.indexOf('.so', at + 3);
  }
  return [...paths];
}

function isLibrary(path: string): boolean {
  try {
    const elf = readElf(path);
    return elf?.type === 'shared' && isRunnable(elf);
  } catch {
    return false;
  }
}
