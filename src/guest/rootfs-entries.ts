import { type Dirent, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isIn } from '../fs/is-in.ts';
import type { Step } from './boot-plan.ts';
import { isOwn } from './own-folders.ts';
import { bind, folder } from './steps.ts';

/** Two trees of the host that are joined into the guest's root. */
export interface Sources {
  /** Absolute paths of the host. */
  rootfs: string;
  libraries: string;
  /** Absolute paths within the rootfs that the guest does not see. */
  hidden: string[];
}

/** An entry that a folder of the rootfs or the same folder of the libraries has, or both. */
interface Entry {
  /** Its path in the guest. */
  here: string;
  our: Dirent | undefined;
  their: Dirent | undefined;
  /** A folder that is there, and empty. */
  isHidden: boolean;
}

/** @returns what the guest has in a folder, an absolute path in it, that it has not of its own */
export function entriesIn({ rootfs, libraries, hidden }: Sources, path: string): Entry[] {
  const [ours, theirs] = [entriesOf(join(rootfs, path)), entriesOf(join(libraries, path))];
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => path !== '/' || !isOwn(name));
  return names
    .map((name) => {
      const [here, their] = [join(path, name), theirs.get(name)];
      const isHidden = hidden.some((one) => isIn(here, one));
      // Where the libraries have it, nothing else is there.
      return { here, our: isHidden && their ? undefined : ours.get(name), their, isHidden: isHidden && !their };
    })
    .filter(({ here, our, isHidden }) => !isHidden || (our?.isDirectory() && hidden.includes(here)));
}

/** Whether something in a folder of the rootfs, not the folder itself, is hidden. */
export function isPartlyHidden(path: string, hidden: string[]): boolean {
  const start = path === '/' ? path : `${path}/`;
  return hidden.some((one) => one.startsWith(start));
}

/** Shows an entry at its place, an absolute path in the guest; where both have it, that of the libraries. */
export function showEither(
  { our, their }: { our: Dirent | undefined; their: Dirent | undefined },
  { rootfs, libraries }: Sources,
  path: string,
): Step[] {
  if (their) return show(their, '/.libraries', libraries, path);
  return our ? show(our, '/.rootfs', rootfs, path) : [];
}

function show(entry: Dirent, mounted: string, tree: string, path: string): Step[] {
  if (entry.isSymbolicLink()) return [{ do: 'link', target: readlinkSync(join(tree, path)), path }];
  const made: Step = entry.isDirectory() ? folder(path, 0o755) : { do: 'file', path };
  return [made, showAt(path, mounted)];
}

/** @param mounted where the tree is that has it: `/.rootfs` or `/.libraries` */
export function showAt(path: string, mounted: string): Step {
  return bind(join(mounted, path), path);
}

function entriesOf(path: string): Map<string, Dirent> {
  try {
    return new Map(readdirSync(path, { withFileTypes: true }).map((entry) => [entry.name, entry]));
  } catch {
    return new Map();
  }
}

/** @returns absolute paths of the host that together are all of a rootfs which guests may see */
export function shownPaths(rootfs: string, hidden: string[], path = '/'): string[] {
  if (!isPartlyHidden(path, hidden)) return [join(rootfs, path)];
  const shown = [...entriesOf(join(rootfs, path)).values()].filter((entry) => entry.isDirectory() || entry.isFile());
  return shown
    .map(({ name }) => join(path, name))
    .filter((here) => !hidden.includes(here))
    .flatMap((here) => shownPaths(rootfs, hidden, here));
}
