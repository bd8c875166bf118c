/** Which release `auto` means where the distribution has no kernel. */
import { arrayOf, isText, objectOf, parseJson } from '../../cache/validate.ts';
import { UmlRunError } from '../../model/errors.ts';
import { type Mirror, readPlace, readTextFrom } from '../../net/mirror.ts';
import { parseChecksums } from './checksums.ts';
import { indexOf } from './kernel-mirror.ts';
import { majorFolder, versionsIn } from './tarballs.ts';
import { compareVersions, pickVersion, seriesOf } from './versions.ts';

/** Long-term series known when this was written, such as `6.12`. */
export const longTerm = ['6.18', '6.12', '6.6', '6.1', '5.15', '5.10'];

/**
 * The newest long-term release: of the index `releases.json` where the mirror has one, else of the series known here.
 *
 * @throws UmlRunError `download-failed` when the mirror has none of them
 */
export async function newestLongTerm(mirror: Mirror, signal?: AbortSignal): Promise<string> {
  const listed = releasesIn((await readPlace(indexOf(mirror), { signal }))?.toString('utf8'), ['longterm']).at(-1);
  if (listed !== undefined) return listed;
  const digests = await Promise.all(
    [...new Set(longTerm.map(majorFolder))].map((major) => readTextFrom(mirror, `${major}/sha256sums.asc`, signal)),
  );
  const names = digests.flatMap((text) => [...parseChecksums(text ?? '').digests.keys()]);
  const version = longTerm.flatMap((series) => pickVersion(series, versionsIn(names)) ?? [])[0];
  if (version === undefined)
    throw new UmlRunError('download-failed', `"${mirror.name}" does not have a long-term release of Linux`);
  return version;
}

/**
 * The newest release of every series that is supported, long-term or stable: those of the index `releases.json` where
 * the mirror has one, else of the series known here, as specs.
 */
export async function supportedIn(mirror: Mirror, signal?: AbortSignal): Promise<string[]> {
  const text = (await readPlace(indexOf(mirror), { signal }))?.toString('utf8');
  const listed = releasesIn(text, ['longterm', 'stable']);
  return listed.length > 0 ? listed : longTerm;
}

const isIndex = objectOf<{ releases: { moniker: string; version: string }[] }>({
  releases: arrayOf(objectOf<{ moniker: string; version: string }>({ moniker: isText, version: isText })),
});

/** Oldest first; none where the text is no index. */
function releasesIn(text: string | undefined, monikers: string[]): string[] {
  const { releases } = parseJson(text ?? '', isIndex) ?? { releases: [] };
  return releases
    .filter(({ moniker, version }) => monikers.includes(moniker) && seriesOf(version) !== version)
    .map(({ version }) => version)
    .sort(compareVersions);
}
