import { accessSync, constants, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Step } from './boot-plan.ts';
import { entriesIn, isPartlyHidden, type Sources, showEither } from './rootfs-entries.ts';
import { bind, folder, mount } from './steps.ts';

/** Where the layers are that take what is written; init watches each. */
export const written = '/.written';
/** Where what is copied is, below a layer like all the rest. */
const copied = join(written, 'copied');

/** The root with a layer above all of it that takes what is written; as `layoutSteps` describes it. */
export function overlaid(sources: Sources): Step[] {
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
      otherwise: [bind(path, target)],
    },
  ];
}
