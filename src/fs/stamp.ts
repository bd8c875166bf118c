import { type BigIntStats, statSync } from 'node:fs';

/** Changes with a file's content, or a folder's entries, as far as size, times and number tell. @throws the system's error */
export function stampOf(path: string): string {
  return stampIn(statSync(path, { bigint: true }));
}

function stampIn({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join('-');
}

/** The same; `gone` where there is nothing that can be looked at. */
export function stampOrGone(path: string): string {
  try {
    // An error that is thrown takes longer than all the rest, and most of what is asked for is not there.
    const status = statSync(path, { bigint: true, throwIfNoEntry: false });
    return status ? stampIn(status) : 'gone';
  } catch {
    return 'gone';
  }
}

/** Which folder it is, whatever is in it; `gone` where there is none. */
export function identityOf(path: string): string {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status?.isDirectory() ? `${status.dev}-${status.ino}` : 'gone';
}
