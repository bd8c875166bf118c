import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readElfHeader } from '../elf/elf.ts';

/** Absolute path of one of the small native programs: `init` runs in the guest, the others on the host. */
export function nativeProgram(name: 'init' | 'init-i386' | 'supervisor' | 'cleanup' | 'xstate.so'): string {
  const here = dirname(fileURLToPath(import.meta.url));
  // In a bundle this module lies in dist/, else in src/guest/.
  return basename(here) === 'dist' ? join(here, 'native', name) : join(here, '../../dist/native', name);
}

/** The `init` for a kernel: of as many bits as the kernel's executable. */
export function initFor(kernel: string): string {
  return nativeProgram(readElfHeader(kernel)?.bits === 32 ? 'init-i386' : 'init');
}

/** @returns the version of Landlock that this machine's kernel has and lets this process use; 0 for none */
export function landlockVersion(): number {
  return spawnSync(nativeProgram('supervisor'), ['--landlock'], { stdio: 'ignore' }).status ?? 0;
}
