import { join } from 'node:path';
import { isPackage, NotFetched, type Package } from '../../apt/apt.ts';
import { unpackDeb } from '../../apt/deb.ts';
import { fetchMachinePackage, machinePackage } from '../../apt/machine-package.ts';
import type { Context } from '../../cache/context.ts';
import { entry } from '../../cache/entry.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import type { Rootfs } from '../../model/provisions.ts';
import { orRecall, type Recall } from '../recall.ts';
import type { RootfsOptions } from '../rootfs-options.ts';
import { installBusybox } from './busybox.ts';
import { writeFiles } from './files.ts';
import { makeFolders } from './folders.ts';

/** Increase it whenever something else is made from the same package. */
const layout = 1;

const packageName = 'busybox-static';

/** A static busybox, and the folders and files that a program expects. */
export function provideMinimal(spec: string, options: RootfsOptions, context: Context): Promise<Rootfs> {
  const recall: Recall = {
    text: spec,
    what: 'busybox',
    isOpen: false,
    versionOf: (key) => new RegExp(`^minimal-${layout}_${packageName}_([^_]+)_`).exec(key)?.[1],
    isMeant: () => true,
  };
  return orRecall(() => provideFromApt(spec, options, context), recall, context);
}

async function provideFromApt(spec: string, { refresh = false }: RootfsOptions, context: Context): Promise<Rootfs> {
  const busybox = await find(refresh);
  try {
    return await make(busybox);
  } catch (cause) {
    // The archive may have a newer one by now.
    if (!(cause instanceof NotFetched)) throw cause;
    const newer = await find(true);
    if (newer.version === busybox.version) throw cause;
    return await make(newer);
  }

  function find(refresh: boolean): Promise<Package> {
    return cachedLookup(context, packageName, { isValid: isPackage, refresh, share: true }, () =>
      machinePackage(packageName, context),
    );
  }

  async function make(busybox: Package): Promise<Rootfs> {
    const { name, version, architecture, sha256 } = busybox;
    const key = [`minimal-${layout}`, name, version, architecture, sha256.slice(0, 16)].join('_').replaceAll(':', '-');
    const fill = (folder: string, scratch: string) => makeTree(join(folder, 'tree'), busybox, scratch, context);
    const { folder } = await entry(context, 'rootfs', key, fill);
    return { spec, path: join(folder, 'tree') };
  }
}

async function makeTree(tree: string, busybox: Package, scratch: string, context: Context) {
  context.log.progress(`fetching ${packageName} ${busybox.version}`);
  const deb = await fetchMachinePackage(busybox, join(scratch, 'deb'), context);
  await unpackDeb(deb, join(scratch, 'files'), context);
  await makeFolders(tree);
  await installBusybox(tree, join(scratch, 'files'), context.signal);
  await writeFiles(tree, busybox.version);
}
