/** The Kconfig files of a source tree. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { readSymbols, type Symbols } from './symbols.ts';

/** What User Mode Linux's kconfig reads of a tree. 64 and 32 bits read the same files. */
export function readTreeSymbols(tree: string): Symbols {
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(join(tree, path), 'utf8');
    } catch {
      return undefined;
    }
  };
  return readSymbols(read, { SRCARCH: 'um', HEADER_ARCH: 'x86', SUBARCH: 'x86' });
}

/** The symbols of all Kconfig files in the tree, of every architecture. */
export async function readAllNames(tree: string): Promise<Set<string>> {
  const files = await glob('**/Kconfig*', { cwd: tree, absolute: true, ignore: ['Documentation/**', 'tools/**'] });
  return new Set(
    files.flatMap((file) =>
      Array.from(readFileSync(file, 'utf8').matchAll(/^\s*(?:menu)?config\s+(\w+)/gm), ([, name = '']) => name),
    ),
  );
}
