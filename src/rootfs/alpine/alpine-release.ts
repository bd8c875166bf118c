import { isText, objectOf, oneOf } from '../../cache/validate.ts';
import { UmlRunError } from '../../model/errors.ts';
import { webPage } from '../../net/http.ts';
import { listOf, type Mirror, placeOn, readFrom, readTextFrom } from '../../net/mirror.ts';
import { isRelease, newest, releasesIn, seriesIn, seriesOf } from './alpine-version.ts';

/** A release's root file system on a mirror. */
export interface AlpineRelease {
  version: string;
  /** Within the mirror. */
  path: string;
  /** What the mirror says that its digest is. */
  algorithm: 'sha512' | 'sha256';
  digest: string;
}

export const isAlpineRelease = objectOf<AlpineRelease>({
  version: isText,
  path: isText,
  algorithm: oneOf('sha512', 'sha256'),
  digest: isText,
});

/** Where a mirror that lists nothing is asked for one patch release after the other. */
const maxPatches = 15;

/**
 * The release that a spec means, and its checksum.
 * @param wanted a release, a series, or undefined for the newest series that the mirror has
 * @throws UmlRunError `rootfs-spec-invalid` when the mirror does not have it, with those that it has; `download-failed`
 * when
 *   it does not answer
 */
export async function findRelease(
  mirror: Mirror,
  wanted: string | undefined,
  signal?: AbortSignal,
): Promise<AlpineRelease> {
  const version = wanted && isRelease(wanted) ? wanted : await newestOf(mirror, wanted, signal);
  const folder = folderOf(seriesOf(version));
  const path = `${folder}/alpine-minirootfs-${version}-x86_64.tar.gz`;
  for (const algorithm of ['sha512', 'sha256'] as const) {
    const text = await readTextFrom(mirror, `${path}.${algorithm}`, signal);
    if (text === undefined) continue;
    const digest = new RegExp(`^[0-9a-f]{${algorithm === 'sha512' ? 128 : 64}}\\b`, 'i').exec(text.trim())?.[0];
    if (digest) return { version, path, algorithm, digest: digest.toLowerCase() };
    if (text.trimStart().startsWith('<')) throw webPage(String(placeOn(mirror, `${path}.${algorithm}`)));
    throw new UmlRunError('download-failed', `"${placeOn(mirror, `${path}.${algorithm}`)}" has no checksum in it`);
  }
  const there = releasesIn(await listOf(mirror, `${folder}/`, signal));
  if (there.includes(version))
    throw new UmlRunError(
      'download-failed',
      `"${placeOn(mirror, path)}" has no checksum beside it (.sha512 or .sha256), so it is not used`,
    );
  throw await unknown(mirror, `alpine:${version}`, there, signal);
}

async function newestOf(mirror: Mirror, wanted: string | undefined, signal?: AbortSignal): Promise<string> {
  const series = wanted ?? (await newestSeries(mirror, signal));
  const folder = series === undefined ? 'latest-stable/releases/x86_64' : folderOf(series);
  const named = versionIn((await readTextFrom(mirror, `${folder}/latest-releases.yaml`, signal)) ?? '');
  if (named) return named;
  const listed = newest(releasesIn(await listOf(mirror, `${folder}/`, signal)));
  if (listed) return listed;
  const probed = series && (await probe(mirror, series, signal));
  if (probed) return probed;
  throw await unknown(mirror, wanted === undefined ? 'alpine' : `alpine:${wanted}`, [], signal);
}

/** @returns undefined for a mirror that has `latest-stable`, or lists nothing */
async function newestSeries(mirror: Mirror, signal?: AbortSignal): Promise<string | undefined> {
  if (await readFrom(mirror, 'latest-stable/releases/x86_64/latest-releases.yaml', signal)) return undefined;
  return newest(seriesIn(await listOf(mirror, '', signal)));
}

/** `latest-releases.yaml` is a list with a flavor and a version in each item. */
function versionIn(text: string): string | undefined {
  const item = text.split(/^-/m).find((item) => /^\s*flavor:\s*"?alpine-minirootfs"?\s*$/m.test(item));
  return /^\s*version:\s*"?(\d+\.\d+\.\d+)"?\s*$/m.exec(item ?? '')?.[1];
}

async function probe(mirror: Mirror, series: string, signal?: AbortSignal): Promise<string | undefined> {
  for (let patch = maxPatches; patch >= 0; patch--) {
    const version = `${series}.${patch}`;
    const path = `${folderOf(series)}/alpine-minirootfs-${version}-x86_64.tar.gz`;
    for (const suffix of ['sha512', 'sha256']) if (await readFrom(mirror, `${path}.${suffix}`, signal)) return version;
  }
  return undefined;
}

const folderOf = (series: string) => `v${series}/releases/x86_64`;

/** Says what there is instead. */
async function unknown(mirror: Mirror, spec: string, releases: string[], signal?: AbortSignal): Promise<UmlRunError> {
  const series = seriesIn(await listOf(mirror, '', signal));
  const listed = releases.length > 0 ? releases : series;
  const there = [...listed].sort((one, other) => (newest([one, other]) === one ? -1 : 1)).slice(0, 12);
  const what =
    there.length > 0 ? `it has ${there.join(', ')}` : 'it lists no releases; name one, such as alpine:3.19.4';
  return new UmlRunError('rootfs-spec-invalid', `rootfs "${spec}": not on the mirror "${mirror.name}"; ${what}`);
}
