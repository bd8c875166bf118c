/** A source tarball named by URL: `https://…/linux-6.12.9.tar.xz#sha256=<digest>`. */
import { UmlRunError } from '../../model/errors.ts';

export interface RemoteSource {
  /** Without the fragment. */
  url: URL;
  /** Lower-case hexadecimal. */
  sha256: string;
  /** Last part of the path, for a file's name. */
  name: string;
}

/** @throws UmlRunError `kernel-spec-invalid` without a digest, or when the URL names no file */
export function parseSourceUrl(text: string): RemoteSource {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UmlRunError('kernel-spec-invalid', `kernel "${text}": not a valid URL`);
  const sha256 = /^#sha256=([\da-f]{64})$/i.exec(url.hash)?.[1]?.toLowerCase();
  if (sha256 === undefined) {
    throw new UmlRunError(
      'kernel-spec-invalid',
      `kernel "${text}": downloads are checked by their digest; add #sha256= and its 64 hexadecimal digits`,
    );
  }
  url.hash = '';
  const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1).replace(/[^\w.+-]/g, '_');
  if (!/\w/.test(name)) throw new UmlRunError('kernel-spec-invalid', `kernel "${text}": the URL does not name a file`);
  return { url, sha256, name };
}
