import { join } from 'node:path';
import { type Context, requireNetwork } from '../../cache/context.ts';
import { keyOf } from '../../cache/digests.ts';
import { entry } from '../../cache/entry.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { Rootfs } from '../../model/provisions.ts';
import { fetchFrom, type Mirror, placeOn } from '../../net/mirror.ts';
import { reportProgress } from '../../net/report-progress.ts';
import { orRecall, type Recall } from '../recall.ts';
import { limitOf, type RootfsOptions } from '../rootfs-options.ts';
import { readTarball } from '../tar/tarball.ts';
import { unpackTree } from '../tree/unpack-tree.ts';
import { openAlpineMirror } from './alpine-mirror.ts';
import { type AlpineRelease, findRelease, isAlpineRelease } from './alpine-release.ts';
import { isRelease, seriesOf } from './alpine-version.ts';

/** Increase it whenever something else is made from the same tarball. */
const layout = 1;

/** What a release is does not change: asked once a year. */
const releaseHours = 365 * 24;

/**
 * Alpine's mini root file system, from a mirror.
 * @param wanted a release, a series, or undefined for the newest
 */
export function provideAlpine(spec: AlpineSpec, options: RootfsOptions, context: Context): Promise<Rootfs> {
  const { text, wanted } = spec;
  const recall: Recall = {
    text,
    what: 'Alpine',
    isOpen: wanted === undefined || !isRelease(wanted),
    versionOf: (key) => new RegExp(`^alpine-${layout}_([\\d.]+)_x86_64_`).exec(key)?.[1],
    isMeant: (version) => wanted === undefined || [version, seriesOf(version)].includes(wanted),
  };
  return orRecall(() => provideFromMirror(spec, options, context), recall, context);
}

interface AlpineSpec {
  text: string;
  wanted?: string;
}

async function provideFromMirror(
  { text, wanted }: AlpineSpec,
  options: RootfsOptions,
  context: Context,
): Promise<Rootfs> {
  const { log, signal } = context;
  const mirror = await openAlpineMirror(options.alpineMirror);
  try {
    return await make(await find(options.refresh ?? false));
  } catch (cause) {
    // The mirror may have a newer one, or one that was repaired, by now.
    if (!(cause instanceof UmlRunError && cause.code === 'download-untrusted')) throw cause;
    return make(await find(true));
  }

  function find(refresh: boolean): Promise<AlpineRelease> {
    const search = () => {
      log.progress(`asking ${mirror.name} for ${text}`);
      return findRelease(mirror, wanted, signal);
    };
    if (typeof mirror.base === 'string') return search();
    const name = `alpine-${wanted ?? 'newest'}-${keyOf(mirror.base.href)}`;
    const hours = wanted !== undefined && isRelease(wanted) ? releaseHours : 24;
    return cachedLookup(context, name, { isValid: isAlpineRelease, refresh, hours }, search);
  }

  async function make(release: AlpineRelease): Promise<Rootfs> {
    const { version, digest } = release;
    const key = `alpine-${layout}_${version}_x86_64_${digest.slice(0, 16)}`;
    const fill = (folder: string, scratch: string) => makeTree(folder, scratch, release);
    const { folder } = await entry(context, 'rootfs', key, fill);
    return { spec: text, path: join(folder, 'tree') };
  }

  async function makeTree(folder: string, scratch: string, release: AlpineRelease): Promise<void> {
    const tarball = join(scratch, 'tarball');
    if (typeof mirror.base !== 'string') requireNetwork(context, `Alpine ${release.version}`);
    await fetchRelease(mirror, release, tarball, context);
    const what = String(placeOn(mirror, release.path));
    const limit = limitOf(options);
    await unpackTree(await readTarball(tarball, what), join(folder, 'tree'), { what, limit, log, signal });
  }
}

async function fetchRelease(mirror: Mirror, release: AlpineRelease, file: string, { log, signal }: Context) {
  const { version, path, algorithm, digest: value } = release;
  log.progress(`fetching Alpine ${version} from ${mirror.name}`);
  const progress = reportProgress(`Alpine ${version} from ${mirror.name}`, log);
  if (await fetchFrom(mirror, path, file, { digest: { algorithm, value }, progress, signal })) return;
  throw new UmlRunError(
    'download-untrusted',
    `"${placeOn(mirror, path)}" is not there, though the mirror has its checksum`,
  );
}
