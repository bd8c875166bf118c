import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultFolders } from './glibc-folders.ts';
import { type CacheLookup, readLibraryCache } from './ld-so-cache.ts';
import { inLibraryPath } from './library-path.ts';
import type { LibraryCandidate, Loaded, LoaderRules } from './loader.ts';
import { expandTokens } from './path-tokens.ts';

/** Subfolders of libraries built for newer CPUs. The plain library is preferred: it runs on all of them. */
const variants = ['', 'glibc-hwcaps/x86-64-v2/', 'glibc-hwcaps/x86-64-v3/', 'glibc-hwcaps/x86-64-v4/'];

/**
 * The rules of glibc's loader, from ld.so(8) and its elf/dl-load.c: DT_RPATH of the object and of those that needed
 * it, unless the object has a DT_RUNPATH; LD_LIBRARY_PATH; its DT_RUNPATH; the cache; the default folders.
 *
 * @param loader the loader's file on this host: its default folders are compiled into it
 * @param libraryPath folders of the LD_LIBRARY_PATH that the program will have
 * @param cachePath the cache that `ldconfig` makes
 */
export function glibcRules(loader: string, libraryPath: string[] = [], cachePath = '/etc/ld.so.cache'): LoaderRules {
  const folders = defaultFolders(loader);
  let cache: CacheLookup | undefined;

  function* candidates(name: string, by: Loaded): Generator<LibraryCandidate> {
    if (name.includes('/')) {
      yield* expandTokens(name, by, folders);
      return;
    }
    if (!by.elf.dynamic?.runpath) {
      for (let object: Loaded | undefined = by; object; object = object.loader) {
        yield* inFolders(object.elf.dynamic?.rpath ?? [], name, object);
      }
    }
    yield* variants.flatMap((variant) => inLibraryPath(libraryPath, variant + name, by, folders));
    yield* inFolders(by.elf.dynamic?.runpath ?? [], name, by);
    cache ??= readLibraryCache(cachePath);
    yield* inCache(cache(name), name);
    if (!by.elf.dynamic?.noDefaultFolders) yield* variants.flatMap((variant) => folders.map(at(variant + name)));
  }

  function* inFolders(paths: string[], name: string, object: Loaded): Generator<LibraryCandidate> {
    for (const variant of variants) {
      for (const path of paths) yield* expandTokens(`${path}/${variant}${name}`, object, folders);
    }
  }

  /** The guest needs the cache only for a library that its loader would not come upon in the default folders. */
  function inCache(paths: string[], name: string): LibraryCandidate[] {
    const byDefault = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    return paths.map((path) => {
      if (byDefault !== undefined && isSameFile(path, byDefault)) return placed(byDefault);
      return { ...placed(path), with: [cachePath, ...paths.filter((other) => other !== path && existsSync(other))] };
    });
  }

  return {
    candidates,
    isLoader: () => false,
    openedByLibc: ({ hostPath }) => openedByLibc.map((name) => placed(join(dirname(hostPath), name))),
  };
}

/** For pthread_cancel and backtrace, and for getpwnam and getaddrinfo. */
const openedByLibc = ['libgcc_s.so.1', 'libnss_files.so.2', 'libnss_dns.so.2'];

function placed(path: string): LibraryCandidate {
  return { hostPath: path, guestPath: path, beside: false };
}

function at(name: string): (folder: string) => LibraryCandidate {
  return (folder) => placed(join(folder, name));
}

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}
