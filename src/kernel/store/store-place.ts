/** Where a store of kernels is, and what is trusted there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isText, objectOf, parseJson } from '../../cache/validate.ts';
import { distFolder } from '../../host/native-file.ts';
import { UmlRunError } from '../../model/errors.ts';
import { type Mirror, openMirror } from '../../net/mirror.ts';
import { ownPublicKey } from './public-key.ts';
import { isStoreIndex, type StoreIndex } from './store-index.ts';

export interface StorePlace extends Mirror {
  /** What the index is checked with: a public key in hexadecimal, or the index that came with this version. */
  trust: string | StoreIndex;
}

/** Release of a repository that always has the newest store. */
const newestStore = 'kernels';

/** Digests of kernels that came with uml-run: no others are taken from the repository then. */
interface Pinned {
  /** The release of the repository that has them, such as `kernels-2026-11-26-0833`. */
  release: string;
  index: StoreIndex;
}

const pinnedName = 'kernels.json';

const isPinned = objectOf<Pinned>({ release: isText, index: isStoreIndex });

export interface StoreOptions {
  /** A URL or a folder, which may end with `#key=` and a public key; `none`; default: the repository's own. */
  store?: string;
  /** URL of the repository whose releases are the default store. */
  repository?: string;
}

/**
 * @param key the repository's own, which other places are checked with unless they name theirs
 * @returns why there is no store, where nobody asked for one
 * @throws UmlRunError `mirror-invalid` when it is neither a URL nor a folder; `option-invalid` when nothing says whom to
 * trust
 */
export async function openStorePlace(
  { store, repository }: StoreOptions,
  key = ownPublicKey,
  folder = distFolder(),
): Promise<StorePlace | { off: string }> {
  if (store === 'none') return { off: 'the store of kernels is turned off (--kernel-store none)' };
  if (store === undefined) return openDefault(repository, key, folder);
  if (/^https?:\/\/[^/]*@/.test(store))
    throw new UmlRunError('option-invalid', '--kernel-store: a URL with a user or a password is not supported');
  const [, place = store, own = key] = /^(.*)#key=([0-9a-f]{64})$/i.exec(store) ?? [];
  if (own === '' || place.includes('#'))
    throw new UmlRunError(
      'option-invalid',
      `--kernel-store "${store}": nothing says whom to trust; end it with #key= and the 64 hexadecimal digits of the ` +
        'public key of the store, which "uml-run kernel publish" prints',
    );
  return { ...(await openMirror(place, '--kernel-store')), trust: own.toLowerCase() };
}

async function openDefault(repository: string | undefined, key: string, folder: string) {
  if (repository === undefined) return { off: 'there is no store of kernels: no repository is known' };
  const at = async (release: string, trust: StorePlace['trust']) => ({
    ...(await openMirror(`${repository}/releases/download/${release}/`, '--kernel-store')),
    trust,
  });
  const text = await readFile(join(folder, pinnedName), 'utf8').catch(() => undefined);
  const pinned = parseJson(text ?? '', isPinned);
  if (pinned) return at(pinned.release, pinned.index);
  // What the key has signed since is not what this version is bound to.
  if (text !== undefined)
    return { off: `there is no store of kernels: ${join(folder, pinnedName)} is damaged; install uml-run again` };
  if (key === '') return { off: 'there is no store of kernels: this version has no public key to check one with' };
  return at(newestStore, key);
}

/**
 * The repository that a runner took the Action from; undefined where it runs from the repository that it tests, and for
 * the command, to which that variable names the action that called it. Only an action has inputs.
 */
export function repositoryOfAction(environment: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_ACTION_REPOSITORY: name, GITHUB_SERVER_URL: server, INPUT_TESTS: isAction } = environment;
  const isNamed = /^[\w.-]+\/[\w.-]+$/.test(name ?? '') && /^https?:\/\//.test(server ?? '');
  return isNamed && isAction ? `${server?.replace(/\/+$/, '')}/${name}` : undefined;
}

/** What package.json says, as a URL of https; undefined where it says none. */
export function repositoryOfPackage(manifest: {
  name: string;
  repository?: string | { url: string };
}): string | undefined {
  const { repository } = manifest;
  const text = typeof repository === 'object' ? repository.url : (repository ?? '');
  const [, short] = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(text) ?? [];
  const url = short === undefined ? text.replace(/^git\+/, '').replace(/\.git$/, '') : `https://github.com/${short}`;
  return /^https:\/\/[^/]+\/./.test(url) ? url : undefined;
}
