import { readdirSync } from 'node:fs';

/** @returns names of what is in a folder; none where it is not one, or this user may not read it */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
