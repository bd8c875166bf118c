import { chmodSync, copyFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `scripts/build-native.ts` makes from native/. */
export type NativeFile =
  | 'init'
  | 'init-i386'
  | 'supervisor'
  | 'cleanup'
  | 'lock'
  | 'switch'
  | 'reach'
  | 'uml-run-exec'
  | 'xstate.so'
  | 'xstate.o'
  | 'packet-filter.so';

/** Absolute path of one of the files that come with uml-run. */
export function nativeFile(name: NativeFile): string {
  return join(distFolder(), 'native', name);
}

/** Absolute path of the folder with what comes with uml-run. */
export function distFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  // In a bundle this module lies in dist/, else in src/host/.
  return basename(here) === 'dist' ? here : join(here, '../../dist');
}

/**
 * Copies one to where a program under the supervisor may read it and map it as code: what uml-run lies in may be closed to
 * others, or noexec.
 * @returns the copy's path
 * @throws the system's error
 */
export function copyNativeFile(name: NativeFile, folder: string): string {
  const copy = join(folder, name);
  copyFileSync(nativeFile(name), copy);
  chmodSync(copy, 0o444);
  return copy;
}
