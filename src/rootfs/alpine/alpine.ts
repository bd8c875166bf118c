import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { entry } from '../../cache/entry.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { Rootfs } from '../../model/provisions.ts';
import { limitOf, type RootfsOptions } from '../rootfs-options.ts';
import { readTarball } from '../tar/tarball.ts';
import { unpackTree } from '../tree/unpack-tree.ts';
import { fetchFrom, type Mirror, officialMirror, openMirror, placeOf } from './alpine-mirror.ts';
import { findRelease, type Release } from './alpine-release.ts';
import { isRelease } from './alpine-version.ts';

/** A change of what is made from the same tarball has to change this number. */
const layout = 1;

/** What a release is does not change: asked once a year. */
const releaseHours = 365 * 24;

/**
 * Alpine's mini root file system, from a mirror.
 * @param wanted a release, a series, or undefined for the newest
 */
export async function provideAlpine(
  { text, wanted }: { text: string; wanted?: string },
  options: RootfsOptions,
  context: Context,
): Promise<Rootfs> {
  const { log, signal } = context;
  const mirror = await openMirror(options.alpineMirror ?? officialMirror);
  try {
    return await make(await find(options.refresh ?? false));
  } catch (cause) {
    // The mirror may have a newer one, or one that was repaired, by now.
    if (!(cause instanceof NotAsRemembered)) throw cause;
    return make(await find(true));
  }

  function find(refresh: boolean): Promise<Release> {
    const search = () => findRelease(mirror, wanted, signal);
    if (typeof mirror.base === 'string') return search();
    const name = `alpine-${wanted ?? 'newest'}-${shortDigest(mirror.base.href)}`;
    const hours = wanted !== undefined && isRelease(wanted) ? releaseHours : 24;
    return cachedLookup(context, name, { refresh, hours }, search);
  }

  async function make(release: Release): Promise<Rootfs> {
    const { version, digest } = release;
    const key = `alpine-${layout}_${version}_x86_64_${digest.slice(0, 16)}`;
    const fill = (folder: string, scratch: string) => makeTree(folder, scratch, release);
    const { folder } = await entry(context, 'rootfs', key, fill);
    return { spec: text, path: join(folder, 'tree') };
  }

  async function makeTree(folder: string, scratch: string, release: Release): Promise<void> {
    log.progress(`fetching Alpine ${release.version} from ${mirror.name}`);
    const tarball = join(scratch, 'tarball');
    await fetchRelease(mirror, release, tarball, signal);
    const what = placeOf(mirror, release.path);
    const limit = limitOf(options);
    await unpackTree(await readTarball(tarball, what), join(folder, 'tree'), { what, limit, log, signal });
  }
}

class NotAsRemembered extends UmlRunError {}

async function fetchRelease(mirror: Mirror, { path, algorithm, digest }: Release, file: string, signal?: AbortSignal) {
  const found = await fetchFrom(mirror, path, file, algorithm, signal);
  const place = placeOf(mirror, path);
  if (found === undefined)
    throw new NotAsRemembered('download-untrusted', `${place} is not there, though the mirror has its checksum`);
  if (found === digest) return;
  throw new NotAsRemembered(
    'download-untrusted',
    `${place} is not what it should be: its ${algorithm} is ${found}, and the mirror's checksum file says ${digest}. ` +
      'It may be damaged or only half copied to the mirror',
  );
}

function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
