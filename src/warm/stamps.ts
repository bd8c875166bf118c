import { dirname, join } from 'node:path';
import { stampOrGone } from '../fs/stamp.ts';
import type { Rootfs } from '../model/provisions.ts';

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
