import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of one of the files that are made from native/ and shipped with uml-run. */
export function nativeFile(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  // In a bundle this module lies in dist/, else in src/host/.
  return basename(here) === 'dist' ? join(here, 'native', name) : join(here, '../../dist/native', name);
}
