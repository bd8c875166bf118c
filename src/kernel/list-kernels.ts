import { type CachedKernel, shortKeyLength } from './cached-kernels.ts';

/** For programs: a line a kernel, of release, size, last use, key, path and source, with tabs between. */
export function formatForPrograms(kernels: CachedKernel[]): string {
  return kernels
    .map(({ version, bytes, lastUsed, key, path, source }) =>
      [version, megabytes(bytes), lastUsed.toISOString(), key, path, source].join('\t'),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** For people: columns that stand below each other, and all that `kernel remove` needs of a key. */
export function formatForPeople(kernels: CachedKernel[]): string {
  if (kernels.length === 0) return 'no kernels in the cache\n';
  const head = ['release', 'size', 'last use', 'key', 'what it is'];
  const rows = kernels.map(({ version, bytes, lastUsed, key, source }) => [
    version,
    megabytes(bytes),
    lastUsed.toISOString().slice(0, 16).replace('T', ' '),
    /^[0-9a-f]{64}$/.test(key) ? key.slice(0, shortKeyLength) : key,
    source,
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  const line = (row: string[]) => row.map(pad).join('  ');
  return [head, ...rows].map((row) => `${line(row).trimEnd()}\n`).join('');
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
