import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Options } from '../config/options.ts';
import { realHome } from '../fs/home-folder.ts';
import { isBelow } from '../fs/is-in.ts';
import { namesIn } from '../fs/names-in.ts';
import { realPath } from '../fs/real-path.ts';
import { currentFolder } from '../host/current-folder.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { Rootfs, ShownFolder } from '../model/provisions.ts';
import { secretPaths } from '../rootfs/host-rootfs.ts';
import { placeInRootfs, rootfsHas } from '../rootfs/lookup.ts';
import { canBeShown } from '../rootfs/shown-folder.ts';
import { hiddenIn } from './hidden-files.ts';
import { projectFolder } from './project-folder.ts';
import { toolFolders } from './tool-folders.ts';

/** A rootfs with the folders of the host that guests see in it, and what tools have to be told of them. */
export interface Shown {
  rootfs: Rootfs;
  environment: Record<string, string>;
}

/**
 * Adds to a rootfs the project's folder, where tests start and, to `host`, the folders of the caller's tools.
 * @throws UmlRunError `option-invalid`, `file-unreadable` when an option names what cannot be shown or hidden
 */
export function withShownFolders(
  rootfs: Rootfs,
  options: Pick<Options, 'workdir' | 'hide'>,
  isExec: boolean,
  log: Pick<Log, 'warning'>,
): Shown {
  const home = realHome();
  const { path: project, start, why } = projectFolder(options, isExec, { folder: currentFolder(), home });
  if (why !== undefined) log.warning(why);
  checkHidden(options.hide, project);
  const hasTools = rootfs.path === '/' && (isExec || project !== undefined);
  const tools = toolFolders(process.env, home, (path) => hasTools && isFolder(path));
  const hide = [...options.hide.map((path) => resolve(start ?? '/', path)), ...secretPaths, ...cargoCredentials(home)];
  const show = (path: string, isProject: boolean): ShownFolder => {
    const hidden = hiddenIn(path, hide, home);
    return { path, place: placeInRootfs(rootfs, path), hidden, isProject };
  };
  const folders = hasTools ? shownTools(tools.folders, { rootfs, home, project }) : [];
  // None of the tools' lies in the project; it may lie in one of theirs.
  const shown = [...folders.map((path) => show(path, false)), ...(project === undefined ? [] : [show(project, true)])];
  const startsIn = start === undefined ? {} : { workingFolder: start };
  return {
    rootfs: { ...rootfs, shown, ...startsIn },
    environment: { ...(project !== undefined && ownerForGit()), ...tools.environment },
  };
}

/** Absolute paths, wherever a folder that is shown has them. */
function cargoCredentials(home: string): string[] {
  const folders = [process.env.CARGO_HOME, join(home, '.cargo')].flatMap((path) => (path && realPath(path)) || []);
  return folders.flatMap((folder) => ['credentials', 'credentials.toml'].map((name) => join(folder, name)));
}

/** As with sudo: the test is root, and git trusts root's folders, and those of the user that this names. */
function ownerForGit(): Record<string, string> {
  const user = process.geteuid?.() ?? 0;
  return user === 0 ? {} : { SUDO_UID: String(user) };
}

function checkHidden(hide: readonly string[], project: string | undefined): void {
  const relative = hide.find((path) => !path.startsWith('/'));
  if (relative !== undefined && project === undefined)
    throw new UmlRunError(
      'option-invalid',
      `--hide "${relative}": expected an absolute path, since no folder is shown that it could lie in; see --workdir`,
    );
}

/** Those that the rootfs hides, and what their links lead to; no home, and nothing twice. */
function shownTools(
  folders: readonly string[],
  { rootfs, home, project }: { rootfs: Rootfs; home: string; project: string | undefined },
): string[] {
  const real = [...folders, ...folders.flatMap(behindLinks)].flatMap((path) =>
    isFolder(path) ? (realPath(path) ?? []) : [],
  );
  const isTooMuch = (path: string) => path === home || isBelow(home, path);
  const wanted = [...new Set(real)].filter(
    (path) => canBeShown(path) && !isTooMuch(path) && !rootfsHas(rootfs, path) && path !== project,
  );
  const all = project === undefined ? wanted : [...wanted, project];
  return wanted.filter((path) => !all.some((other) => isBelow(path, other)));
}

/** Where the interpreter of a virtual environment is installed, and the toolchains that rustup has links to. */
function behindLinks(folder: string): string[] {
  const python = realPath(join(folder, 'bin/python'));
  const toolchains = join(folder, 'toolchains');
  const linked = namesIn(toolchains).flatMap((name) => realPath(join(toolchains, name)) ?? []);
  return [...(python === undefined ? [] : [dirname(dirname(python))]), ...linked];
}

/** Not where the user may not look, either: guests run as that user. */
function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
