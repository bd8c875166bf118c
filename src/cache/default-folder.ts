import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { UmlRunError } from '../model/errors.ts';

/**
 * The cache folder where none is named: `$UML_RUN_CACHE`, `$XDG_CACHE_HOME/uml-run` or `~/.cache/uml-run`. The XDG
 * specification says that a relative path in its variable has to be ignored.
 * @throws UmlRunError `cache-unusable` for a user without a home folder
 */
export function defaultFolder(environment = process.env): string {
  const { UML_RUN_CACHE: own, XDG_CACHE_HOME: caches = '' } = environment;
  if (own) return own;
  return join(isAbsolute(caches) ? caches : join(homeFolder(), '.cache'), 'uml-run');
}

/** A relative or empty $HOME would put the cache into the working folder. */
function homeFolder(): string {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : userInfo().homedir;
  } catch (cause) {
    const message = 'this user has no home folder for the cache; set HOME, or name a folder with --cache <folder>';
    throw new UmlRunError('cache-unusable', message, { cause });
  }
}
