import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of one of the two small native programs: `init` runs in the guest, `keeper` on the host. */
export function nativeProgram(name: 'init' | 'keeper'): string {
  const here = dirname(fileURLToPath(import.meta.url));
  // In a bundle this module lies in dist/, else in src/guest/.
  return basename(here) === 'dist' ? join(here, 'native', name) : join(here, '../../dist/native', name);
}

/** @returns the version of Landlock that this machine's kernel has and lets this process use; 0 for none */
export function landlockVersion(): number {
  return spawnSync(nativeProgram('keeper'), ['--landlock'], { stdio: 'ignore' }).status ?? 0;
}
