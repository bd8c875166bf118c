/**
 * Run by the release workflow alone: writes dist/kernels.json, which binds a version to the kernels of one store, once
 * its signature has been checked.
 *
 *     node scripts/pin-kernels.ts <release> <folder with its index.json and index.json.sig>
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownPublicKey } from '../src/kernel/store/public-key.ts';
import { parseIndex } from '../src/kernel/store/store-index.ts';
import { isSigned } from '../src/kernel/store/store-keys.ts';
import { annotated } from './annotated.ts';

/**
 * @param release such as `kernels-2026-11-26-0833`
 * @param folder with its index, and the signature
 * @param key 32 bytes in hexadecimal
 * @returns the text of kernels.json
 * @throws Error when there is no key, or the index has not been signed with the key, or has expired
 */
export function pinnedKernels(release: string, folder: string, key: string): string {
  if (key === '')
    throw new Error(
      'src/kernel/store/public-key.ts has no key to check the index with; docs/kernel-store.md says how to make one',
    );
  const name = join(folder, 'index.json');
  const bytes = readFileSync(name);
  if (!isSigned(bytes, readFileSync(`${name}.sig`), key))
    throw new Error(`the index of ${release} was not signed with the key ${key}`);
  const index = parseIndex(bytes, name);
  if (Date.parse(index.expires) <= Date.now())
    throw new Error(`the index of ${release} has expired on ${index.expires}: run the workflow "kernels" first`);
  return `${JSON.stringify({ release, index }, undefined, 2)}\n`;
}

if (process.argv[1] === import.meta.filename)
  annotated(() => {
    const [release = '', folder = ''] = process.argv.slice(2);
    const file = join(import.meta.dirname, '../dist/kernels.json');
    // Whoever names a branch is to get the newest kernels.
    if (existsSync(file)) throw new Error('dist/kernels.json is there already: release from a branch, which has none');
    writeFileSync(file, pinnedKernels(release, folder, ownPublicKey));
  });
