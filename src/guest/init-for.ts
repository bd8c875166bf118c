import { readElfHeader } from '../elf/elf.ts';
import { nativeFile } from '../host/native-file.ts';

/**
 * The `init` for a kernel: of as many bits as the kernel's executable.
 * @param kernel path of the executable
 * @returns absolute path
 */
export function initFor(kernel: string): string {
  return nativeFile(readElfHeader(kernel)?.bits === 32 ? 'init-i386' : 'init');
}
