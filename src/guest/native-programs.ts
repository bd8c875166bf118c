import { spawnSync } from 'node:child_process';
import { readElfHeader } from '../elf/elf.ts';
import { nativeFile } from '../host/native-file.ts';

/** Absolute path of one of the small native programs: `init` runs in the guest, the others on the host. */
export function nativeProgram(name: 'init' | 'init-i386' | 'supervisor' | 'cleanup' | 'xstate.so'): string {
  return nativeFile(name);
}

/** The `init` for a kernel: of as many bits as the kernel's executable. */
export function initFor(kernel: string): string {
  return nativeProgram(readElfHeader(kernel)?.bits === 32 ? 'init-i386' : 'init');
}

/** @returns the version of Landlock that this machine's kernel has and lets this process use; 0 for none */
export function landlockVersion(): number {
  return spawnSync(nativeProgram('supervisor'), ['--landlock'], { stdio: 'ignore' }).status ?? 0;
}
