import { programsFolder } from '../model/provisions.ts';
import type { Step } from './boot-plan.ts';
import { overlaid, written } from './layered-root.ts';
import { ownFolderSteps } from './own-folders.ts';
import { entriesIn, isPartlyHidden, type Sources, showAt, showEither } from './rootfs-entries.ts';
import { folder, hostfs } from './steps.ts';

/**
 * How init lays out the guest's root: a file system in memory, in which each folder of the rootfs, and of the libraries
 * that programs brought along, appears at its place. Where the kernel has overlayfs, what a test writes there stays in
 * the guest's memory. Elsewhere, and in a rootfs that is to be laid out fast, they are read-only: where both have a
 * folder it is joined from the entries of both, and no kernel needs a module for it.
 *
 * @param rootfs absolute path on the host; the guest's hostfs knows it as /rootfs
 * @param libraries absolute path on the host; the guest's hostfs knows it as /share/libraries
 * @param hidden absolute paths within the rootfs that the guest does not see
 * @param writable whether tests may write everywhere
 */
export function layoutSteps(rootfs: string, libraries: string, hidden: string[] = [], writable = false): Step[] {
  const sources = { rootfs, libraries, hidden };
  const fixed = joined(sources, '/');
  const above = overlaid(sources);
  return [
    folder('/.rootfs', 0o755),
    hostfs('/.rootfs', '/rootfs'),
    folder('/.libraries', 0o755),
    hostfs('/.libraries', '/share/libraries'),
    folder(programsFolder, 0o755),
    hostfs(programsFolder, '/share/programs'),
    ...(writable ? [{ do: 'choose' as const, overlay: above, otherwise: fixed }] : fixed),
    ...['/.rootfs', '/.libraries'].map((path): Step => ({ do: 'forget', path })),
    ...ownFolderSteps,
    ...(writable ? [{ do: 'choose' as const, overlay: watches(above), otherwise: watches(fixed) }] : watches(fixed)),
  ];
}

/**
 * What leads to programs and libraries and is not itself a mount, and devices: a test that is root could put others in
 * their place.
 */
function watches(shown: Step[]): Step[] {
  const mounted = new Set(shown.flatMap((step) => ('target' in step && step.do !== 'link' ? [step.target] : [])));
  const made = shown.flatMap((step) => (step.do === 'folder' ? [step.path] : []));
  const folders = made.filter((path) => !mounted.has(path) && !path.startsWith(written));
  return ['/', '/dev', ...folders].map((path) => ({ do: 'watch', path }));
}

/** Joins a folder of the rootfs with the same folder of the libraries. */
function joined(sources: Sources, path: string): Step[] {
  const { hidden } = sources;
  return entriesIn(sources, path).flatMap(({ here, our, their, isHidden }) => {
    if (isHidden) return [folder(here, 0o755)];
    if (our?.isDirectory() && (their?.isDirectory() || isPartlyHidden(here, hidden)))
      return [folder(here, 0o755), ...(withFilesAbove(sources, here) ?? joined(sources, here))];
    return showEither({ our, their }, sources, here);
  });
}

/** The rootfs's folder as a whole, where the libraries have no more than other files for some of it. */
function withFilesAbove(sources: Sources, path: string): Step[] | undefined {
  const theirs = entriesIn(sources, path).filter(({ their }) => their);
  if (isPartlyHidden(path, sources.hidden) || !theirs.every(({ our, their }) => our?.isFile() && their?.isFile()))
    return undefined;
  return [showAt(path, '/.rootfs'), ...theirs.map(({ here }) => showAt(here, '/.libraries'))];
}
