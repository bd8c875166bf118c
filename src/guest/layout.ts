import { accessSync, constants, type Dirent, existsSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { programsFolder } from '../model/provisions.ts';
import type { Step } from './boot-plan.ts';
import { deviceSteps } from './device-nodes.ts';
import { readModules } from './network-modules.ts';
import { isOwn, ownFolderSteps } from './own-folders.ts';
import { folder, hostfs, mount } from './steps.ts';

const bind = 4096; // MS_BIND

/** Where each test finds the folder of the host that it leaves files in: its own, and no other's. */
export const artifactsFolder = '/artifacts';

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

/** Where the layers are that take what is written; init watches each. */
const written = '/.written';
/** Where what is copied is, below a layer like all the rest. */
const copied = join(written, 'copied');

function overlaid(sources: Sources): Step[] {
  return [
    folder(written, 0o700),
    mount('tmpfs', written, { data: 'mode=700' }),
    folder(copied, 0o755),
    ...layered(sources, '/').flatMap(({ made, shown }) => [...made, ...shown]),
    { do: 'forget', path: written },
  ];
}

/** Files that are copied into the guest's memory, so that they can be replaced; larger ones are read-only. */
const maxCopied = 256 << 10;

/** How an entry of a folder gets there that is not shown as it is: what is made in the folder, and then mounted on it. */
interface Layer {
  made: Step[];
  shown: Step[];
}

/**
 * The entries of a folder that is not shown as it is, each with a layer above it. A folder of which a part is hidden is put
 * together elsewhere, and is below a layer, too.
 * @param below where its entries are made
 */
function layered(sources: Sources, path: string, below = path): Layer[] {
  const { rootfs, libraries, hidden } = sources;
  return entriesIn(sources, path).flatMap(({ here, our, their, isHidden }): Layer[] => {
    const place = join(below, basename(here));
    if (isHidden) return [{ made: [folder(place, 0o755)], shown: [] }];
    if (our?.isDirectory() && isPartlyHidden(here, hidden)) {
      const inside = path === '/' ? join(copied, here) : place;
      const entries = layered(sources, here, inside);
      const made = [folder(inside, 0o755), ...entries.flatMap((entry) => entry.made)];
      const shown = entries.flatMap((entry) => entry.shown);
      if (path !== '/') return [{ made, shown }];
      return [{ made: [...made, folder(here, 0o755)], shown: [overlay([inside], here), ...shown] }];
    }
    const layers = [...(their?.isDirectory() ? ['/.libraries'] : []), ...(our?.isDirectory() ? ['/.rootfs'] : [])];
    // Names with these mean something else to overlayfs.
    if (layers.length > 0 && !/[:,\\"]/.test(here)) {
      const folders = layers.map((layer) => join(layer, here));
      return [{ made: [folder(place, 0o755)], shown: [overlay(folders, here)] }];
    }
    // At the root there is no layer that would notice what is written to it.
    const [entry, tree, mounted] = their ? [their, libraries, '/.libraries'] : [our, rootfs, '/.rootfs'];
    if (entry?.isFile() && path !== '/' && isSmall(join(tree, here)))
      return [{ made: [{ do: 'copy', source: join(mounted, here), path: place }], shown: [] }];
    const [made, ...shown] = showEither({ our, their }, sources, here);
    return made ? [{ made: [{ ...made, path: place } as Step], shown }] : [];
  });
}

function overlay(folders: string[], target: string): Step {
  return { do: 'overlay', folders, target };
}

/** And readable: it may be somebody else's. */
function isSmall(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return statSync(file).size <= maxCopied;
  } catch {
    return false;
  }
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

/** Where the kernel's modules are; the share has an empty folder there (`stage`), so that it exists in any rootfs. */
export const modulesFolder = '/lib/modules';

/**
 * Shows the modules of a kernel that has some, so that `modprobe` works; the guest's hostfs knows them as /modules. IPv6 is
 * there from the start, whether it is a module or not: a test that is the first to use it must not change the network of
 * those after it.
 */
export function modulesSteps({ modules, version }: { modules?: string; version: string }): Step[] {
  if (!modules) return [];
  const { ipv6, forSockets } = readModules(join(modules, version));
  return [
    hostfs(modulesFolder, '/modules'),
    ...ipv6.map((path): Step => ({ do: 'module', path: join(modulesFolder, version, path) })),
    ...forSockets.map((module): Step => ({ do: 'may-load', module })),
  ];
}

/** Before the layout, what it needs of the modules, and the devices that init then watches. */
export function layoutModules({ modules, version }: { modules?: string; version: string }, steps: Step[]): Step[] {
  if (!modules) return [];
  const overlay = join(version, 'kernel/fs/overlayfs/overlay.ko');
  const isWanted = steps.some(usesOverlay) && existsSync(join(modules, overlay));
  const seen = '/.modules';
  return [
    ...deviceSteps(join(modules, version)),
    ...(isWanted
      ? [
          folder(seen, 0o755),
          hostfs(seen, '/modules'),
          { do: 'module' as const, path: join(seen, overlay) },
          { do: 'forget' as const, path: seen },
        ]
      : []),
  ];
}

/** A module that is loaded while a test is prepared would seem to be that test's doing. */
function usesOverlay(step: Step): boolean {
  if (step.do === 'each') return step.steps.some(usesOverlay);
  return step.do === 'choose' || step.do === 'show' || step.do === 'show-project';
}

interface Sources {
  rootfs: string;
  libraries: string;
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

function entriesIn({ rootfs, libraries, hidden }: Sources, path: string): Entry[] {
  const [ours, theirs] = [entriesOf(join(rootfs, path)), entriesOf(join(libraries, path))];
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => path !== '/' || !isOwn(name));
  return names
    .map((name) => {
      const [here, their] = [join(path, name), theirs.get(name)];
      const isHidden = hidden.some((one) => here === one || here.startsWith(`${one}/`));
      // Where the libraries have it, nothing else is there.
      return { here, our: isHidden && their ? undefined : ours.get(name), their, isHidden: isHidden && !their };
    })
    .filter(({ here, our, isHidden }) => !isHidden || (our?.isDirectory() && hidden.includes(here)));
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

/** @returns absolute paths of the host that together are all of a rootfs which guests may see */
export function shownPaths(rootfs: string, hidden: string[], path = '/'): string[] {
  if (!isPartlyHidden(path, hidden)) return [join(rootfs, path)];
  const shown = [...entriesOf(join(rootfs, path)).values()].filter((entry) => entry.isDirectory() || entry.isFile());
  return shown
    .map(({ name }) => join(path, name))
    .filter((here) => !hidden.includes(here))
    .flatMap((here) => shownPaths(rootfs, hidden, here));
}

function isPartlyHidden(path: string, hidden: string[]): boolean {
  const start = path === '/' ? path : `${path}/`;
  return hidden.some((one) => one.startsWith(start));
}

/** Where both have it, that of the libraries. */
function showEither(
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

function showAt(path: string, mounted: string): Step {
  return { do: 'mount', type: '', source: join(mounted, path), target: path, flags: bind, data: '', must: true };
}

function entriesOf(path: string): Map<string, Dirent> {
  try {
    return new Map(readdirSync(path, { withFileTypes: true }).map((entry) => [entry.name, entry]));
  } catch {
    return new Map();
  }
}

/** A folder with a layer above it that takes what is written; read-only where the kernel cannot do that. */
export function writableView(path: string, target: string): Step[] {
  return [
    folder(target, 0o755),
    {
      do: 'choose',
      overlay: [
        folder(written, 0o700),
        mount('tmpfs', written, { data: 'mode=700' }),
        { do: 'overlay', folders: [path], target },
        { do: 'forget', path: written },
      ],
      otherwise: [{ do: 'mount', type: '', source: path, target, flags: bind, data: '', must: true }],
    },
  ];
}
