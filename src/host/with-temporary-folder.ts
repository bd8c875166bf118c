import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folders.ts';

/**
 * Gives work a new folder, and removes it however the work ends.
 * @param parent absolute path of the folder that it is made in
 * @throws what the work throws; the system's error; UmlRunError `temporary-folder-unusable`
 */
export async function withTemporaryFolder<Result>(
  work: (folder: string) => Promise<Result>,
  parent = temporaryFolder(),
): Promise<Result> {
  const folder = await mkdtemp(join(parent, 'uml-run-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
