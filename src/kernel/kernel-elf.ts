/** What a kernel is and how it was linked, which its configuration alone does not tell. */
import { MalformedFile } from '../elf/bytes.ts';
import { type Elf, readElf } from '../elf/elf.ts';

/** @returns undefined for what is no ELF file, or a damaged one */
export function elfOf(path: string): Elf | undefined {
  try {
    return readElf(path);
  } catch (cause) {
    if (cause instanceof MalformedFile) return undefined;
    throw cause;
  }
}
