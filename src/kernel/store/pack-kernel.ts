/** A kernel of this machine's cache as an archive of a store. */

import { cp, mkdir, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { readElf, unlessDamaged } from '../../elf/elf.ts';
import { readNeeds } from '../../elf/glibc-needs.ts';
import { digestOf } from '../../fs/digest.ts';
import { tool } from '../../host/run-tool.ts';
import { withTemporaryFolder } from '../../host/with-temporary-folder.ts';
import { UmlRunError } from '../../model/errors.ts';
import { parseConfig } from '../compile/fragment.ts';
import { isBefore } from '../compile/source-tree.ts';
import { setPlaceholder } from '../distro/fetch-libc.ts';
import { loaderPath } from '../distro/relocate.ts';
import { loader } from '../host-glibc.ts';
import { executableName, type KernelRecord, readRecord, writeRecord } from '../kernel-record.ts';
import { seriesOf } from '../release/versions.ts';
import { packFiles } from './store-archive.ts';
import { assetName, type Flavour, maxAssetBytes, type StoredKernel } from './store-index.ts';

export interface PackedKernel {
  archive: Buffer;
  entry: Omit<StoredKernel, 'date'>;
}

/**
 * Packs the kernel with the C library that it was linked with, so that any machine can run it. The same kernel gives the
 * same bytes.
 * @param folder of a kernel in the cache that was built from a tarball
 * @param libc first line of what `ldd` says of its version
 * @throws UmlRunError `kernel-unsuitable` when it is too large for a store, or is not linked as its flavour says;
 * `tool-missing` without patchelf
 */
export function packKernel(folder: string, flavour: Flavour, libc: string, context: Context): Promise<PackedKernel> {
  return withTemporaryFolder((scratch) => pack(folder, { flavour, libc, scratch }, context));
}

async function pack(
  from: string,
  { flavour, libc, scratch }: { flavour: Flavour; libc: string; scratch: string },
  context: Context,
): Promise<PackedKernel> {
  const config = await tool(join(from, executableName), ['--showconfig'], context);
  const { version, source, origin } = await readRecord(from);
  const { sha256: digest = '', compiler = '' } = origin;
  if (/-rc\d/.test(version))
    throw new UmlRunError('kernel-unsuitable', `Linux ${version} is not a release: it would be listed as one`);
  if (flavour === 'base-static' && unlessDamaged(() => readElf(join(from, executableName)))?.interpreter !== undefined)
    throw new UmlRunError('kernel-unsuitable', `Linux ${version} (${flavour}) is not static`);
  const folder = join(scratch, 'kernel');
  await mkdir(folder);
  for (const name of [executableName, 'modules', 'lib'])
    await cp(join(from, name), join(folder, name), { recursive: true }).catch(ignoreMissing);
  await bringLibc(folder, scratch, context);
  await writeRecord(folder, { version, source, origin: withoutPlaces(origin) });
  const files = await filesIn(folder);
  files.set('config', Buffer.from(config));
  const archive = await packFiles(files);
  const release = version.replace(/-.*/, '');
  if (archive.length > maxAssetBytes)
    throw new UmlRunError('kernel-unsuitable', `Linux ${release} (${flavour}) is too large for a store`);
  const sha256 = digestOf(archive);
  const entry = {
    release,
    series: seriesOf(release),
    flavour,
    asset: assetName(`linux-${release}-${flavour}`, sha256),
    size: archive.length,
    sha256,
    config: digestOf(Buffer.from(config)),
    compiler,
    libc,
    source: digest,
    features: featuresOf(version, config, files.keys()),
  };
  return { archive, entry };
}

/** The loader and the libraries of this machine, which the kernel was linked with. One that is static needs none. */
async function bringLibc(folder: string, scratch: string, context: Context): Promise<void> {
  const executable = join(folder, executableName);
  const { libraries } = readNeeds(executable);
  if (libraries.length === 0) return;
  const place = join(folder, dirname(loaderPath));
  await mkdir(place, { recursive: true });
  const own = dirname(await realpath(loader));
  for (const name of new Set([basename(loaderPath), ...libraries]))
    await cp(await realpath(join(own, name)), join(place, name), { force: false });
  await setPlaceholder(executable, scratch, context);
}

/** What lies where it was made means nothing elsewhere. */
function withoutPlaces({ path: _, mirror: __, ...origin }: KernelRecord['origin']): KernelRecord['origin'] {
  return origin;
}

async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = new Map<string, Buffer>();
  for (const path of paths) files.set(relative(folder, path), await readFile(path));
  return files;
}

function featuresOf(version: string, text: string, paths: Iterable<string>): string[] {
  const config = parseConfig(text);
  const has = {
    modules: [...paths].some((path) => path.startsWith('modules/')),
    network: config.get('UML_NET_VECTOR') === 'y',
    seccomp: !isBefore({ version }, 6, 16),
    smp: config.get('SMP') === 'y',
    'time-travel': config.get('UML_TIME_TRAVEL_SUPPORT') === 'y',
  };
  return Object.entries(has).flatMap(([feature, isThere]) => (isThere ? [feature] : []));
}

function ignoreMissing(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'ENOENT') throw cause;
}
