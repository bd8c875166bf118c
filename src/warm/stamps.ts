import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Rootfs } from '../model/provisions.ts';

/** Changes with a file's content, or a folder's entries, as far as size, times and number tell. @throws the system's error */
export function stampOf(path: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join('-');
}

/** The same; `gone` where there is nothing that can be looked at. */
export function stampOrGone(path: string): string {
  try {
    return stampOf(path);
  } catch {
    return 'gone';
  }
}

/** Which folder it is, whatever is in it; `gone` where there is none. */
export function identityOf(path: string): string {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status?.isDirectory() ? `${status.dev}-${status.ino}` : 'gone';
}

/**
 * Another one where guests that were booted before would see too much or too little: hidden is what was there then, and
 * beside what is hidden, Landlock lets them open only what was there, too.
 */
export function stampOfSeen({ path, hidden = [], shown = [] }: Rootfs): string {
  const ofRoot = hidden.map((one) => join(path, one));
  const ofShown = shown.flatMap((one) => one.hidden.map((name) => ({ top: one.path, path: join(one.path, name) })));
  const folders = [
    ...ofRoot.flatMap((one) => foldersTo(one, path)),
    ...ofShown.flatMap((one) => foldersTo(one.path, one.top)),
  ];
  return JSON.stringify([shown, [...new Set(folders)].map(stampOrGone)]);
}

/** Those that lead to a path, from a top on. */
function foldersTo(path: string, top: string): string[] {
  const above = dirname(path);
  return above === top || above === '/' || above === path ? [top] : [...foldersTo(above, top), above];
}
