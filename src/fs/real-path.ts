import { realpathSync } from 'node:fs';

/** @returns a path without links; undefined where it leads nowhere, or to what this user may not reach */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
