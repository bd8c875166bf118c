import { lstatSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { isBelow } from '../fs/is-in.ts';
import { namesIn } from '../fs/names-in.ts';
import { realPath } from '../fs/real-path.ts';

/** Where keys, passwords and tokens lie, as paths from the top of a project or of a home. */
const credentials = [
  '.git/config',
  '.git-credentials',
  '.netrc',
  '.npmrc',
  '.pypirc',
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.config/gcloud',
  '.config/gh',
  '.docker/config.json',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  'id_rsa',
  'id_ecdsa',
  'id_ed25519',
];

/**
 * What guests do not see of a folder: credentials, and what the user names. A link is hidden together with the file in the
 * folder that it leads to. Reads no file.
 * @param folder absolute path without links
 * @param hide absolute paths, or paths from its top
 * @param home the user's, which may lie in the folder
 * @returns paths from its top of what is there
 */
export function hiddenIn(folder: string, hide: readonly string[], home: string): string[] {
  const tops = isBelow(home, folder) ? [folder, home] : [folder];
  const known = tops.flatMap((top) =>
    [...credentials, ...gitConfigs('.git/modules', top)].map((path) => join(top, path)),
  );
  const named = hide.map((path) => resolve(folder, path));
  const found = [...known, ...named].flatMap((path) => (isThere(path) ? [path, realPath(path) ?? path] : []));
  return [...new Set(found.filter((path) => isBelow(path, folder)).map((path) => relative(folder, path)))];
}

/** Those of submodules, whose names may have slashes, and of theirs. An address with a token may be in each. */
function gitConfigs(folder: string, top: string): string[] {
  const names = namesIn(join(top, folder));
  if (names.includes('HEAD')) return [`${folder}/config`, ...gitConfigs(`${folder}/modules`, top)];
  return names.flatMap((name) => gitConfigs(`${folder}/${name}`, top));
}

function isThere(path: string): boolean {
  try {
    // To throw an error would take longer than all the rest.
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
