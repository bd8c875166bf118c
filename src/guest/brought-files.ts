import { dirname, join } from 'node:path';
import { isBelow, isIn } from '../fs/is-in.ts';
import { programsFolder } from '../model/provisions.ts';
import type { Step } from './boot-plan.ts';
import { freshFolderOf } from './own-folders.ts';
import type { BroughtFile } from './share.ts';
import { folder } from './steps.ts';

/** A link takes a guest some 16 microseconds, for each test. A folder that needs more is a link itself, and read-only. */
const maxLinks = 32;

/**
 * Shows each test what programs brought along into folders that are empty for each: by links to the share, which no
 * test can change. The folders themselves are the test's own.
 * @param mounted absolute paths that something is mounted at later: no folder on the way to one is a link
 */
export function broughtSteps(brought: BroughtFile[], mounted: readonly string[] = []): Step[] {
  if (brought.length === 0) return [];
  const files = brought.filter(({ isFolder }) => !isFolder).map(({ path }) => path);
  const linked = withFewLinks(files, mounted);
  const folders = brought.filter(({ isFolder }) => isFolder).map(({ path }) => path);
  const needed = [...folders.flatMap(withParents), ...linked.flatMap((path) => withParents(dirname(path)))];
  const isLinked = (path: string) => linked.some((one) => isIn(path, one));
  const made = [...new Set(needed)].filter((path) => !isLinked(path)).sort();
  const links = linked.map((path): Step => ({ do: 'link', target: join(programsFolder, path), path }));
  // A test that is not root writes there, too.
  return [{ do: 'each', steps: [...made.map((path) => folder(path, 0o777)), ...links] }];
}

/** The files, with folders in place of all that is in them where that is too much; the deepest first. */
function withFewLinks(files: string[], mounted: readonly string[]): string[] {
  const all = [...new Set(files.flatMap((path) => withParents(dirname(path))))];
  const folders = all.filter((path) => !mounted.some((one) => isIn(one, path)));
  const deepestFirst = folders.sort((one, other) => other.split('/').length - one.split('/').length);
  return deepestFirst.reduce((links, folder) => {
    const others = links.filter((path) => !isBelow(path, folder));
    return links.length - others.length > maxLinks ? [...others, folder] : links;
  }, files);
}

/** A folder and those above it, without the one that is empty for each test. */
function withParents(path: string): string[] {
  return freshFolderOf(path) ? [...withParents(dirname(path)), path] : [];
}
