import { dirname, isAbsolute, join, normalize } from 'node:path';
import { programsFolder } from '../model/provisions.ts';
import type { LibraryCandidate, Loaded } from './loader.ts';

const token = /\$(?:\{(ORIGIN|LIB|PLATFORM)\}|(ORIGIN|LIB|PLATFORM)(?![A-Za-z0-9_]))/g;

/** What glibc has for $PLATFORM: the kernel's AT_PLATFORM, or before 2.37 a name for a newer CPU. */
const platforms = ['x86_64', 'haswell', 'xeon_phi'];

/**
 * Replaces the tokens of a library path: $ORIGIN by the folder of the object that has the path, $LIB and $PLATFORM by
 * what the loader has for them. An object that lies beside the program, and what its $ORIGIN leads to, is placed
 * beside it in the guest too.
 *
 * @param path of a library; a relative one is looked up in the working folder by the loader, which is another one in
 *   a guest, and so it gives no candidate
 * @param folders the loader's default folders, the first of which tells $LIB
 */
export function expandTokens(path: string, object: Loaded, folders: string[]): LibraryCandidate[] {
  const beside = object.beside && /\$(?:\{ORIGIN\}|ORIGIN(?![A-Za-z0-9_]))/.test(path);
  const fill = (origin: string, platform: string) =>
    path.replace(token, (_, braced?: string, plain?: string) => {
      const values = { ORIGIN: origin, LIB: (folders[0] ?? '/lib64').slice(1), PLATFORM: platform };
      return values[(braced ?? plain) as keyof typeof values];
    });

  return platforms
    .slice(0, path.includes('PLATFORM') ? undefined : 1)
    .map((platform) => {
      const guestPath = fill(dirname(object.guestPath), platform);
      // Not normalized: where a folder of it is a symbolic link, `..` means something else to the kernel.
      const hostPath = onHost(fill(dirname(object.hostPath), platform));
      return { hostPath, guestPath: normalize(guestPath), beside, ...(!beside && { through: leftAgain(guestPath) }) };
    })
    .filter(({ hostPath }) => isAbsolute(hostPath));
}

/** What is included is below the folder of programs in the guest, and known only by its place here. */
function onHost(path: string): string {
  return path.startsWith(`${programsFolder}/`) ? path.slice(programsFolder.length) : path;
}

/** @returns the folders of a path that a `..` follows */
function leftAgain(path: string): string[] {
  const parts = path.split('/');
  return parts.flatMap((part, index) => (part === '..' ? join('/', ...parts.slice(0, index)) : []));
}
