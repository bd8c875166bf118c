import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * All that is in a folder, one line each: path, mode, size, what is in it, the time of its last change, and which of its
 * files are one. For comparing two folders.
 */
export function listing(folder: string, { times = true } = {}): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'latin1' }).sort();
  const first = new Map<number, string>();
  return paths.map((path) => {
    // Names of files may be any bytes; of folders they are ASCII here.
    const place = Buffer.from(`${folder}/${path}`, 'latin1');
    const stats = lstatSync(place);
    // Node cannot set a time by the nanosecond.
    const time = times ? Math.round(stats.mtimeMs) : '';
    const words = [path, stats.mode.toString(8), time];
    if (stats.isDirectory()) return words.join(' ');
    if (stats.isSymbolicLink()) return [...words, '->', readlinkSync(place)].join(' ');
    if (!stats.isFile()) return words.join(' ');
    const digest = createHash('sha1').update(readFileSync(place)).digest('hex');
    if (!first.has(stats.ino)) first.set(stats.ino, path);
    return [...words, stats.size, digest, first.get(stats.ino)].join(' ');
  });
}
