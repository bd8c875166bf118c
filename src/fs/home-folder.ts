import { homedir } from 'node:os';
import { realPath } from './real-path.ts';

/** The home folder of this user; `/` for one that has none, such as any user ID that a container is started with. */
export function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** The same without links, as far as it is there. */
export function realHome(): string {
  const home = homeFolder();
  return realPath(home) ?? home;
}
