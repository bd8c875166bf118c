import { dirname, join } from 'node:path';
import { programsFolder } from '../model/provisions.ts';
import type { Step } from './boot-plan.ts';
import { freshFolderOf } from './own-folders.ts';
import type { BroughtFile } from './share.ts';
import { folder } from './steps.ts';

/** A link takes a guest some 16 microseconds, for each test. Folders with more files are one link, and read-only. */
const maxLinks = 32;

/**
 * Shows each test what programs brought along into folders that are empty for each: by links to the share, which no
 * test can change. The folders themselves are the test's own.
 */
export function broughtSteps(brought: BroughtFile[]): Step[] {
  if (brought.length === 0) return [];
  const files = brought.filter(({ isFolder }) => !isFolder).map(({ path }) => path);
  const large = largeFolders(files);
  const isInLarge = (path: string) => large.some((one) => path.startsWith(`${one}/`));
  const small = files.filter((path) => !isInLarge(path));
  const folders = brought.filter(({ isFolder }) => isFolder).map(({ path }) => path);
  const needed = [...folders, ...[...large, ...small].map((path) => dirname(path))].flatMap(withParents);
  const made = [...new Set(needed)].filter((path) => !large.includes(path) && !isInLarge(path)).sort();
  const links = [...large, ...small].map((path): Step => ({ do: 'link', target: join(programsFolder, path), path }));
  // A test that is not root writes there, too.
  return [{ do: 'each', steps: [...made.map((path) => folder(path, 0o777)), ...links] }];
}

/** Those that are links themselves; none lies in another. */
function largeFolders(files: string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of files) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  const large = [...counts].filter(([path, count]) => count > maxLinks && freshFolderOf(path)).map(([path]) => path);
  return large.filter((path) => !large.some((other) => path.startsWith(`${other}/`)));
}

/** A folder and those above it, without the one that is empty for each test. */
function withParents(path: string): string[] {
  return freshFolderOf(path) ? [...withParents(dirname(path)), path] : [];
}
