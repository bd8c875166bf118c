import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Remote } from '../../src/cache/remotes/remote.ts';

/** A remote that keeps its files in a folder, and the names of what it was asked. */
export interface FolderRemote extends Remote {
  readonly asked: string[];
  readonly folder: string;
}

export function folderRemote(name: string, folder: string): FolderRemote {
  const asked: string[] = [];
  return {
    name,
    asked,
    folder,
    async restore(key, file) {
      asked.push(`restore ${key}`);
      return copyFile(join(folder, key), file).then(
        () => true,
        () => false,
      );
    },
    async save(key, file) {
      asked.push(`save ${key}`);
      await mkdir(folder, { recursive: true });
      await copyFile(file, join(folder, key));
    },
  };
}
