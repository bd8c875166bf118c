import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../cache/context.ts';
import { keyOf } from '../cache/digests.ts';
import { entry } from '../cache/entry.ts';
import type { Options } from '../config/options.ts';
import { makeScratch } from '../guest/scratch.ts';
import { debianArchive } from '../kernel/distro/debian-archive.ts';
import { debianKeyring } from '../kernel/distro/debian-keyring.ts';
import { provideKernel } from '../kernel/kernel.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';
import { alpinePackages } from '../rootfs/alpine/alpine-packages.ts';
import { debianPackages } from '../rootfs/debian-packages.ts';
import { identityOf } from '../rootfs/identity.ts';
import { rootfsHas } from '../rootfs/lookup.ts';
import { limitOf } from '../rootfs/rootfs-options.ts';
import { readTar } from '../rootfs/tar/read-tar.ts';
import type { TreeEntries } from '../rootfs/tree/tree-entry.ts';
import { unpackTree } from '../rootfs/tree/unpack-tree.ts';
import { kernelOptions } from './guest-kernels.ts';
import { installPackages } from './install-packages.ts';
import { rootfsOptions } from './options-for-rootfs.ts';

/** Change this number whenever the same packages would give another result. */
const layout = 1;

/**
 * The rootfs with packages installed, of which there are some: from the cache, or by its own package manager in a guest
 * without a network, which this machine hands the files.
 * @throws UmlRunError `package-not-found` for a package or a package manager that does not exist, others when it
 * cannot be done
 */
export async function withPackages(rootfs: Rootfs, options: Options, context: Context): Promise<Rootfs> {
  const base = identityOf(rootfs, context.cache);
  const packages = await findPackages(rootfs, base, options, context);
  if (packages.identity.length === 0) return rootfs;
  const key = `packages-${layout}_${keyOf(base, ...packages.identity)}`;
  const { folder } = await entry(context, 'rootfs', key, fill);
  return { ...rootfs, path: join(folder, 'tree') };

  async function fill(folder: string): Promise<void> {
    const [spec = 'auto'] = options.kernels;
    const kernel = await provideKernel(spec, kernelOptions(options), context);
    const scratch = makeScratch();
    try {
      const archive = join(scratch.folder, 'tree.tar');
      await installPackages(packages, archive, { rootfs, kernel, scratch, options }, context);
      const { log, signal } = context;
      const unpacking = { what: 'the rootfs with its packages', limit: limitOf(rootfsOptions(options)), log, signal };
      const entries = readTar(createReadStream(archive), unpacking.what);
      await unpackTree(withoutModules(entries), join(folder, 'tree'), unpacking);
    } finally {
      scratch.remove();
    }
  }
}

async function findPackages(rootfs: Rootfs, base: string, options: Options, context: Context) {
  const { rootfsPackages: names } = options;
  if (rootfs.spec === 'host')
    throw new UmlRunError(
      'package-not-found',
      '--rootfs-packages: the rootfs "host" is this machine; install them here',
    );
  if (['/sbin/apk', '/usr/bin/apk'].some((path) => rootfsHas(rootfs, path)))
    return alpinePackages(rootfs, names, rootfsOptions(options), context);
  if (!rootfsHas(rootfs, '/usr/bin/dpkg') || !rootfsHas(rootfs, '/var/lib/dpkg/status'))
    throw new UmlRunError(
      'package-not-found',
      `--rootfs-packages: the rootfs "${rootfs.spec}" has neither apk nor dpkg; choose another`,
    );
  const source = async (suite: string) => ({
    ...(await debianArchive(options.aptArchive, context)),
    suite,
    keyring: await debianKeyring(join(context.cache.folder, 'apt'), context),
  });
  return debianPackages({ rootfs, names, identity: keyOf(base, ...names) }, source, context);
}

/** Modules of the kernel that ran the installation do not belong to the rootfs. */
async function* withoutModules(entries: TreeEntries): TreeEntries {
  for await (const entry of entries) if (!/^(?:\.\/)?(?:usr\/)?lib\/modules\/./.test(entry.name ?? '')) yield entry;
}
