import { statSync } from 'node:fs';

/** Changes with a file's content, or a folder's entries, as far as size, times and number tell. @throws the system's error */
export function stampOf(path: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join('-');
}

/** The same; `gone` where there is nothing that can be looked at. */
export function stampOrGone(path: string): string {
  try {
    return stampOf(path);
  } catch {
    return 'gone';
  }
}

/** Which folder it is, whatever is in it; `gone` where there is none. */
export function identityOf(path: string): string {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status?.isDirectory() ? `${status.dev}-${status.ino}` : 'gone';
}
