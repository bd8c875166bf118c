import { join } from 'node:path';
import { type Context, requireNetwork } from '../../cache/context.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { Rootfs } from '../../model/provisions.ts';
import { fetchFrom, placeOn } from '../../net/mirror.ts';
import type { RootfsOptions } from '../rootfs-options.ts';
import { openAlpineMirror } from './alpine-mirror.ts';
import { packagesIn } from './apk-index.ts';
import { branchOf, keysOf } from './gcompat.ts';
import { wantedPackages } from './wanted-packages.ts';

/** Packages that a package manager is to install, and how to get them. */
export interface PackageFiles {
  /** Say what is installed, to the byte or by version. */
  identity: string[];
  /** Puts the files into a folder that is there. */
  fetch(folder: string): Promise<void>;
  /** For a shell in the guest; `$1` is the folder. */
  command: string;
}

/** Packages of Alpine's mirror. `apk` checks the signature of each file. */
export async function alpinePackages(
  rootfs: Rootfs,
  names: string[],
  options: RootfsOptions,
  context: Context,
): Promise<PackageFiles> {
  const { log, signal } = context;
  const mirror = await openAlpineMirror(options.alpineMirror);
  const keys = keysOf(rootfs);
  const keyNamed = (name: string) => keys.find((key) => key.name === name)?.text;
  if (typeof mirror.base !== 'string') requireNetwork(context, `the list of packages of ${mirror.name}`);
  log.progress(`looking for packages on ${mirror.name}`);
  const available = [];
  for (const part of ['main', 'community'])
    available.push(...(await packagesIn(mirror, `${branchOf(rootfs)}/${part}/x86_64`, keyNamed, signal)));
  const wanted = wantedPackages(names, available, rootfs);
  return {
    identity: wanted.map(({ name, version }) => `${name}-${version}`).sort(),
    async fetch(folder) {
      for (const { name, version, path } of wanted) {
        log.progress(`fetching ${name} ${version}`);
        if (!(await fetchFrom(mirror, path, join(folder, `${name}-${version}.apk`), { signal })))
          throw new UmlRunError('download-failed', `"${placeOn(mirror, path)}" is not there`);
      }
    },
    // A root in memory is what it takes for one that is lost with the next start.
    command:
      'apk add --force-non-repository --no-network --no-cache --no-progress --repositories-file /dev/null "$1"/*.apk',
  };
}
