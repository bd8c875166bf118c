import { UmlRunError } from '../model/errors.ts';

/** @returns an absolute path; undefined when it has been removed */
export function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** @throws UmlRunError `file-unreadable` when it has been removed */
export function neededCurrentFolder(): string {
  const folder = currentFolder();
  if (folder !== undefined) return folder;
  throw new UmlRunError('file-unreadable', 'the current folder has been removed; go to another one');
}
