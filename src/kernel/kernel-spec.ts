import { UmlRunError } from '../model/errors.ts';

/** What the user wrote for `--kernel`, understood. `text` is as it was written. */
export type KernelSpec =
  /** A package of the distribution; `wanted` is a series (`6.1`), a suite (`trixie`) or a version of the package. */
  | { kind: 'distro'; text: string; wanted?: string }
  /** The kernel that fits the tests and the machine best. */
  | { kind: 'auto'; text: string }
  /** A release to build: a series (`6.12`) means its newest patch. */
  | { kind: 'release'; text: string; version: string }
  /** A file or folder as named by the user: an executable if it is a file, a source tree if it is a folder. */
  | { kind: 'path'; text: string; path: string }
  /** A source tarball to build. */
  | { kind: 'tarball'; text: string; path: string }
  /** A source tarball or an executable to download, with its SHA-256 in lower-case hexadecimal. */
  | { kind: 'url'; text: string; url: string; sha256: string };

const forms = [
  'distro',
  'distro:6.1 (a series, a suite or a version of the package)',
  'auto',
  '6.12 or 6.12.9 (a release)',
  './linux (an executable)',
  './linux-6.12/ or ./linux-6.12.tar.xz (sources)',
  'https://…#sha256=…',
];

/**
 * Understands one kernel spec. Looks at nothing but the text.
 * @throws UmlRunError `kernel-spec-invalid` that lists the forms there are
 */
export function parseKernelSpec(text: string): KernelSpec {
  if (text === 'auto') return { kind: 'auto', text };
  if (text === 'distro') return { kind: 'distro', text };
  const [, wanted] = /^distro:([a-z0-9][\w.+~:-]*)$/i.exec(text) ?? [];
  if (wanted !== undefined) return { kind: 'distro', text, wanted };
  if (/^\d+\.\d+(\.\d+)?(-rc\d+)?$/.test(text)) return { kind: 'release', text, version: text };
  if (/^https?:\/\//.test(text)) return parseUrl(text);
  if (/\.(tar(\.(gz|bz2|xz|zst))?|tgz|txz)$/.test(text)) return { kind: 'tarball', text, path: text };
  if (text.includes('/')) return { kind: 'path', text, path: text };
  throw new UmlRunError(
    'kernel-spec-invalid',
    `kernel "${text}": not a kernel spec; ${hint(text)}use one of: ${forms.join('; ')}`,
  );
}

function parseUrl(text: string): KernelSpec {
  const [, url, digest] = /^(.+)#sha256=([0-9a-f]{64})$/i.exec(text) ?? [];
  if (url !== undefined && digest !== undefined && URL.canParse(url)) {
    return { kind: 'url', text, url, sha256: digest.toLowerCase() };
  }
  const end = '#sha256= and the 64 hexadecimal digits of its SHA-256';
  throw new UmlRunError(
    'kernel-spec-invalid',
    `kernel "${text}": a URL has to end with ${end}, by which the download is checked`,
  );
}

/** A bare word is most often a file's name or a release's. */
function hint(text: string): string {
  const [, release] = /^(?:v|linux-)(\d+\.\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (release !== undefined) return `the release is written ${release}; `;
  if (/^\d+$/.test(text))
    return `a series is written as 6.12, a release as 6.12.9 (in YAML, ${text}.0 without quotes is the number ${text}); `;
  if (/^v\d+$/.test(text)) return 'a series is written as 6.12, a release as 6.12.9; ';
  return /^[\w.-]+$/.test(text) ? `a file is written ./${text}; ` : '';
}
