/** A place laid out as Alpine's mirrors are: `v3.19/releases/x86_64/…`, `v3.19/main/x86_64/…`. */
import { type Mirror, openMirror } from '../../net/mirror.ts';

/** Alpine's own. */
const official = 'https://dl-cdn.alpinelinux.org/alpine/';

/** @throws UmlRunError `mirror-invalid` for what is neither a URL nor a folder */
export function openAlpineMirror(name = official): Promise<Mirror> {
  return openMirror(name, '--alpine-mirror');
}
