import { withBytes } from '../elf/bytes.ts';

/** What most loaders for x86-64 have, those of Debian and Ubuntu first. */
const usual = ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64', '/lib', '/usr/lib'];

/** A loader is about 200 kB; what is much larger is not searched to its end. */
const maxLoader = 4 * 1024 * 1024;

/**
 * The folders where a glibc loader looks last. Each distribution compiles its own into the loader (`system_dirs` in
 * elf/dl-load.c), where they lie one after the other, each with a slash and a zero byte at its end.
 *
 * @param loader path of the loader on this host
 */
export function defaultFolders(loader: string): string[] {
  const text = withBytes(loader, (bytes) => bytes.readUpTo(0, maxLoader)).toString('latin1');
  const runs = text.match(/(?<=\0)(?:\/[\x21-\x7e]{1,255}\/\0){1,16}/g) ?? [];
  const folders = runs.find((run) => /\/lib/.test(run))?.split('\0') ?? [];
  const found = folders.filter((folder) => folder !== '').map((folder) => folder.slice(0, -1));
  return found.length > 0 ? found : usual;
}
