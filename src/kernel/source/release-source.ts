/** Releases of Linux, from kernel.org or a mirror of it. */
import { basename, join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { keyOf } from '../../cache/digests.ts';
import { cachedDigestOfFile } from '../../cache/kept-answers.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import { isText } from '../../cache/validate.ts';
import { withTemporaryFolder } from '../../host/with-temporary-folder.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { Progress } from '../../net/download.ts';
import type { Mirror } from '../../net/mirror.ts';
import { unpackSource } from '../compile/unpack-source.ts';
import { openKernelMirror } from '../release/kernel-mirror.ts';
import { fetchRelease, findRelease, isKernelRelease, type KernelRelease } from '../release/kernel-release.ts';
import { newestLongTerm, supportedIn } from '../release/long-term.ts';
import { seriesOf } from '../release/versions.ts';
import { fetched } from './kept-downloads.ts';
import type { KernelSource } from './source.ts';

export interface MirrorOptions {
  /** A URL or a folder; default: kernel.org. */
  mirror?: string;
  /** Ask the mirror even when it was asked before. */
  refresh?: boolean;
}

/**
 * @param version `6.12`, which means the newest of the series, or `6.12.9`
 * @throws UmlRunError `kernel-not-found` when there is no such release, with the nearest; `kernel-unsuitable` for a
 * release candidate; `download-failed` when the mirror cannot be asked
 */
export async function releaseSource(
  spec: string,
  version: string,
  options: MirrorOptions,
  context: Context,
): Promise<KernelSource> {
  if (version.includes('-rc')) {
    throw new UmlRunError(
      'kernel-unsuitable',
      `kernel "${spec}": mirrors do not have release candidates; name their source tree, or a tarball by its URL`,
    );
  }
  const mirror = await openKernelMirror(options.mirror);
  const release = await recall(version, mirror, options, context);
  const name = basename(release.path);
  const digest = release.sha256 ?? (await cachedDigestOfFile(join(String(mirror.base), release.path), context));
  return {
    spec,
    name,
    digest,
    origin: { release: release.version, mirror: mirror.name, sha256: digest },
    async fetch(scratch) {
      const { log, signal } = context;
      for (const note of release.unchecked) log.info(note);
      const fetch = (folder: string, progress: Progress) => fetchRelease(release, mirror, folder, { progress, signal });
      const tarball =
        typeof mirror.base === 'string' ? await fetch(scratch, () => {}) : await fetched(digest, name, fetch, context);
      log.progress(`unpacking ${name}`);
      return unpackSource(tarball, join(scratch, 'unpacked'), signal);
    },
  };
}

/** A release stays what it is; which one is the newest of a series does not. A folder is always at hand. */
async function recall(
  version: string,
  mirror: Mirror,
  { refresh = false }: MirrorOptions,
  context: Context,
): Promise<KernelRelease> {
  if (typeof mirror.base === 'string') return find(version, mirror, context.signal);
  const hours = seriesOf(version) === version ? 24 : Number.MAX_SAFE_INTEGER;
  const ask = () => {
    context.log.progress(`asking ${mirror.name} for Linux ${version}`);
    return find(version, mirror, context.signal);
  };
  return cachedLookup(context, nameOf('release', mirror, version), { isValid: isKernelRelease, refresh, hours }, ask);
}

function find(version: string, mirror: Mirror, signal?: AbortSignal): Promise<KernelRelease> {
  return withTemporaryFolder((folder) => findRelease(version, mirror, folder, signal ? { signal } : {}));
}

/** The version of the newest long-term release. */
export async function newestRelease(options: MirrorOptions, context: Context): Promise<string> {
  const mirror = await openKernelMirror(options.mirror);
  if (typeof mirror.base === 'string') return newestLongTerm(mirror, context.signal);
  const { refresh = false } = options;
  return cachedLookup(context, nameOf('long-term', mirror), { isValid: isText, refresh }, () => {
    context.log.progress(`asking ${mirror.name} for the newest long-term release`);
    return newestLongTerm(mirror, context.signal);
  });
}

/** The newest release of every series that kernel.org supports, long-term or stable. */
export async function supportedReleases(options: MirrorOptions, context: Context): Promise<string[]> {
  return supportedIn(await openKernelMirror(options.mirror), context.signal);
}

const nameOf = (what: string, { name }: Mirror, version = '') => `${what}~${keyOf(name, version)}`;
