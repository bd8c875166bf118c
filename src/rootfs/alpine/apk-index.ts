import { UmlRunError } from '../../model/errors.ts';
import { listOf, type Mirror, placeOn, readFrom } from '../../net/mirror.ts';
import { openApk } from './apk.ts';
import { indexText } from './index-text.ts';

/** A package that a mirror has. */
export interface ApkPackage {
  name: string;
  version: string;
  /** Within the mirror. */
  path: string;
  /** Names that it needs, with conditions on their versions left out. */
  depends: string[];
  /** Other names that it answers to: `so:libz.so.1`, `cmd:gcc`. */
  provides: string[];
  /** The highest of those that provide the same is chosen. */
  priority: number;
}

/** Where a mirror has no index, this many packages are looked into, one by one. */
const maxUnindexed = 200;

/**
 * The packages in a folder of a mirror: by its index, or by looking into each where there is none.
 * @param keyNamed keys that packages without an index have to be signed with
 */
export async function packagesIn(
  mirror: Mirror,
  folder: string,
  keyNamed: (name: string) => Buffer | undefined,
  signal?: AbortSignal,
): Promise<ApkPackage[]> {
  const index = await readFrom(mirror, `${folder}/APKINDEX.tar.gz`, signal);
  if (index) return parseIndex(await textOf(index, String(placeOn(mirror, `${folder}/APKINDEX.tar.gz`))), folder);
  const names = (await listOf(mirror, `${folder}/`, signal)).filter((name) => name.endsWith('.apk'));
  if (names.length > maxUnindexed)
    throw new UmlRunError(
      'download-failed',
      `"${placeOn(mirror, folder)}" has ${names.length} packages and no APKINDEX.tar.gz to find one in`,
    );
  const found = [];
  for (const name of names) {
    const path = `${folder}/${name}`;
    const bytes = await readFrom(mirror, path, signal);
    if (bytes) found.push(parseInfo((await openApk(bytes, keyNamed, String(placeOn(mirror, path)))).info, path));
  }
  return found;
}

async function textOf(index: Buffer, what: string): Promise<string> {
  const text = await indexText(index, what);
  if (text === undefined) throw new UmlRunError('download-failed', `${what} has no APKINDEX in it`);
  return text;
}

/** One letter a line: `P:` the name, `V:` the version, `D:` what it depends on, `p:` what it provides. */
export function parseIndex(text: string, folder: string): ApkPackage[] {
  return text.split('\n\n').flatMap((item) => {
    const field = (letter: string) => new RegExp(`^${letter}:(.*)$`, 'm').exec(item)?.[1] ?? '';
    const [name, version] = [field('P'), field('V')];
    if (name === '') return [];
    const path = `${folder}/${name}-${version}.apk`;
    const [depends, provides] = [words(field('D')), words(field('p'))];
    return [withBareNames({ name, version, path, depends, provides, priority: Number(field('k')) || 0 })];
  });
}

function parseInfo(text: string, path: string): ApkPackage {
  const fields = (name: string) =>
    Array.from(text.matchAll(new RegExp(`^${name} = (.*)$`, 'gm')), ([, value = '']) => value);
  const [name = '', version = ''] = [fields('pkgname')[0], fields('pkgver')[0]];
  const priority = Number(fields('provider_priority')[0]) || 0;
  return withBareNames({ name, version, path, depends: fields('depend'), provides: fields('provides'), priority });
}

/** Leaves out conditions on versions, and what must not be installed (`!name`), which apk itself checks. */
function withBareNames({ depends, provides, ...others }: ApkPackage): ApkPackage {
  const needed = depends.filter((name) => !name.startsWith('!'));
  return { ...others, depends: needed.map(bare), provides: provides.map(bare) };
}

const words = (text: string) => text.split(' ').filter((word) => word !== '');
const bare = (name: string) => name.replace(/[<>=~@].*$/, '');
