/** How a kernel was linked, which its configuration alone does not tell. */
import { MalformedFile } from '../elf/bytes.ts';
import { readElf } from '../elf/elf.ts';

/**
 * The dynamic loader that a kernel names (PT_INTERP).
 * @returns undefined for one that is static, and for what is no executable
 */
export function loaderOf(path: string): string | undefined {
  try {
    return readElf(path)?.interpreter;
  } catch (cause) {
    if (cause instanceof MalformedFile) return undefined;
    throw cause;
  }
}
