/** A release number to its source tarball on this machine, checked as far as this machine can. */
import { basename, join } from 'node:path';
import { arrayOf, isText, objectOf, optional } from '../../cache/validate.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { DownloadOptions } from '../../net/download.ts';
import { fetchFrom, listOf, type Mirror, placeOn, readTextFrom } from '../../net/mirror.ts';
import { parseChecksums } from './checksums.ts';
import { checkSignature } from './signature.ts';
import { majorFolder, tarballOf, versionsIn } from './tarballs.ts';
import { nearestVersions, pickVersion } from './versions.ts';

export interface KernelRelease {
  version: string;
  /** Path within the mirror. */
  path: string;
  /** Lower-case hexadecimal; from the mirror's list. Absent: the mirror, a folder, has no list. */
  sha256?: string;
  /** For the user: what was not checked, and why. */
  unchecked: string[];
}

export const isKernelRelease = objectOf<KernelRelease>({
  version: isText,
  path: isText,
  sha256: optional(isText),
  unchecked: arrayOf(isText),
});

/**
 * Finds a release on the mirror without fetching it.
 *
 * @param spec `6.12` (the newest of the series) or `6.12.9`
 * @param folder for temporary files
 * @throws UmlRunError `kernel-not-found` when there is no such release, with the nearest; `download-failed` when the
 * mirror does not do its part
 */
export async function findRelease(
  spec: string,
  mirror: Mirror,
  folder: string,
  options: { signal?: AbortSignal; keyring?: string } = {},
): Promise<KernelRelease> {
  const { signal, keyring } = options;
  const major = majorFolder(spec);
  const list = `${major}/sha256sums.asc`;
  const text = await readTextFrom(mirror, list, signal);
  if (text === undefined) return findUnlisted(spec, mirror, major, signal);
  const signed = await checkSignature(`"${placeOn(mirror, list)}"`, text, folder, keyring);
  const { digests } = parseChecksums(signed.text);
  if (digests.size === 0) {
    const what = text.trimStart().startsWith('<') ? 'a web page' : 'something else';
    throw new UmlRunError(
      'download-failed',
      `"${mirror.name}": ${list} should list checksums, but is ${what}; name a mirror of kernel.org's /pub/linux/kernel`,
    );
  }
  const version = pickVersion(spec, versionsIn([...digests.keys()]));
  const name = version && tarballOf(version, [...digests.keys()]);
  const sha256 = name && digests.get(name);
  if (!version || !sha256) throw await noSuchRelease(spec, mirror, versionsIn([...digests.keys()]), signal);
  return {
    version,
    path: `${major}/${name}`,
    sha256,
    unchecked: signed.unchecked === undefined ? [] : [signed.unchecked],
  };
}

/** A folder of tarballs that somebody keeps may be without a list of checksums; a server may not. */
async function findUnlisted(
  spec: string,
  mirror: Mirror,
  major: string,
  signal: AbortSignal | undefined,
): Promise<KernelRelease> {
  const names = await listOf(mirror, `${major}/`, signal);
  const version = pickVersion(spec, versionsIn(names));
  if (version === undefined) throw await noSuchRelease(spec, mirror, versionsIn(names), signal);
  if (typeof mirror.base !== 'string') {
    throw new UmlRunError(
      'download-failed',
      `"${mirror.name}" has Linux ${version}, but no ${major}/sha256sums.asc to check it with`,
    );
  }
  const unchecked = [`"${mirror.name}" has no ${major}/sha256sums.asc: the source of Linux ${version} was not checked`];
  return { version, path: `${major}/${tarballOf(version, names)}`, unchecked };
}

/**
 * Fetches what was found.
 *
 * @param folder where tarballs are kept; unfinished ones too, for a later call to go on with
 * @returns the tarball's path
 * @throws UmlRunError `download-failed` when the mirror does not have it, `download-untrusted` when it is not what the
 * list says
 */
export async function fetchRelease(
  { path, sha256 }: KernelRelease,
  mirror: Mirror,
  folder: string,
  options: Omit<DownloadOptions, 'digest'> = {},
): Promise<string> {
  const file = join(folder, basename(path));
  const digest = sha256 === undefined ? {} : { digest: { algorithm: 'sha256' as const, value: sha256 } };
  if (await fetchFrom(mirror, path, file, { ...options, ...digest })) return file;
  throw new UmlRunError(
    'download-failed',
    `"${placeOn(mirror, path)}" is not there, though the list of checksums has it`,
  );
}

/** Where the major version itself is not there, those of the one next to it are offered. */
async function noSuchRelease(
  spec: string,
  mirror: Mirror,
  ofMajor: string[],
  signal: AbortSignal | undefined,
): Promise<UmlRunError> {
  const offered = ofMajor.length > 0 ? ofMajor : await versionsNextTo(spec, mirror, signal);
  const nearest = nearestVersions(spec, offered);
  const layout = `it has no ${majorFolder(spec)}/sha256sums.asc, so it is not laid out as kernel.org's /pub/linux/kernel`;
  const hint = nearest.length > 0 ? `; the nearest are ${nearest.join(', ')}` : `: ${layout}`;
  return new UmlRunError('kernel-not-found', `"${mirror.name}" does not have Linux ${spec}${hint}`);
}

async function versionsNextTo(spec: string, mirror: Mirror, signal: AbortSignal | undefined): Promise<string[]> {
  const majors = (await listOf(mirror, '', signal)).flatMap((name) => /^v(\d+)\.x$/.exec(name)?.[1] ?? []).map(Number);
  const wanted = Number(spec.split('.')[0]);
  const nearest = majors.sort((left, right) => Math.abs(left - wanted) - Math.abs(right - wanted))[0];
  if (nearest === undefined) return [];
  const text = await readTextFrom(mirror, `v${nearest}.x/sha256sums.asc`, signal);
  return versionsIn(
    text === undefined ? await listOf(mirror, `v${nearest}.x/`, signal) : [...parseChecksums(text).digests.keys()],
  );
}
