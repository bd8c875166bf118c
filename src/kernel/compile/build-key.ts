/** What a built kernel's bytes depend on, as one name for a cache. */
import { createHash } from 'node:crypto';
import type { Architecture } from '../../model/provisions.ts';
import type { Compiler } from './compiler.ts';
import type { Configuration } from './configuration.ts';
import { formatWanted, mergeFragments } from './fragment.ts';

/** To be raised when the way in which kernels are built changes, so that older ones are made again. */
const recipe = 4;

/**
 * @param source digest of the tarball or of the tree's files
 * @returns lower-case hexadecimal SHA-256
 */
export function buildKey(
  source: string,
  { start, fragments }: Configuration,
  { version, libc }: Pick<Compiler, 'version' | 'libc'>,
  architecture: Architecture,
): string {
  const wanted = formatWanted(mergeFragments(fragments).sort((left, right) => (left.symbol < right.symbol ? -1 : 1)));
  const parts = [recipe, source, start, wanted, version, libc, architecture];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
