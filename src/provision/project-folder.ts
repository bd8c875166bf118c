import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Options } from '../config/options.ts';
import { isBelow } from '../fs/is-in.ts';
import { errnoOf, messageOf, UmlRunError } from '../model/errors.ts';
import { canBeShown } from '../rootfs/shown-folder.ts';

/** Where a command is started. Absolute paths without links. */
export interface Surroundings {
  /** Missing where it has been removed. */
  folder: string | undefined;
  home: string;
}

/** The folder of the host that guests show, and the one in it that tests start in; or none, and why. */
export type ProjectFolder =
  | { path: string; start: string; why?: undefined }
  | { path?: undefined; start?: undefined; why?: string };

/**
 * The folder that the user names; for `exec`, else the current one, unless it is a home, which has more than a project's
 * files. A program of `exec` starts in the current folder if that lies in the one that is shown.
 * @throws UmlRunError `option-invalid` when the one that is named cannot be shown, `file-unreadable` when it is none
 */
export function projectFolder(
  { workdir }: Pick<Options, 'workdir'>,
  isExec: boolean,
  { folder, home }: Surroundings,
): ProjectFolder {
  if (workdir !== undefined) {
    const path = named(workdir);
    return { path, start: isExec && folder !== undefined && isBelow(folder, path) ? folder : path };
  }
  if (!isExec || folder === undefined) return {};
  const start = 'the program starts in a folder of its own; name one with --workdir to show it';
  if (isHome(folder, home))
    return { why: `the guest does not show "${folder}", which is a home or has some in it: ${start}` };
  if (!canBeShown(folder))
    return { why: `the guest does not show "${folder}", where it has something of its own: ${start}` };
  return { path: folder, start: folder };
}

function named(workdir: string): string {
  const path = folderAt(workdir);
  if (canBeShown(path)) return path;
  throw new UmlRunError(
    'option-invalid',
    `--workdir "${workdir}": "${path}" cannot be shown, since guests have something of their own there; name another folder`,
  );
}

function folderAt(workdir: string): string {
  try {
    const path = realpathSync(workdir);
    if (statSync(path).isDirectory()) return path;
  } catch (cause) {
    const why = errnoOf(cause) === 'ENOENT' ? 'does not exist; name a folder' : `cannot be shown: ${messageOf(cause)}`;
    throw new UmlRunError('file-unreadable', `--workdir "${workdir}" ${why}`, { cause });
  }
  throw new UmlRunError('file-unreadable', `--workdir "${workdir}" is not a folder; name one`);
}

/** Somebody's home, or what has homes in it. */
function isHome(folder: string, home: string): boolean {
  return ['/', '/home', '/root', home, dirname(home)].includes(folder) || dirname(folder) === '/home';
}
