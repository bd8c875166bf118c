import { realpathSync } from 'node:fs';

/** An absolute path without links; the path itself where it leads nowhere. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
