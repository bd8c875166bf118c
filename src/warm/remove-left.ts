import { join } from 'node:path';
import { removeFolder } from '../guest/scratch.ts';
import { takeName } from '../host/name-lock.ts';
import { serverName, starterName } from './server-names.ts';
import { isServing, serverKeys } from './servers.ts';

/**
 * Removes the folders in a place that belong to no server. The command that starts a server makes its folder, so one that
 * is killed at once, with that command, leaves it.
 */
export async function removeLeft(place: string): Promise<void> {
  for (const key of serverKeys(place)) await removeIfLeft(place, key);
}

async function removeIfLeft(place: string, key: string): Promise<void> {
  const starter = await takeName(starterName(place, key));
  const server = starter && (await takeName(serverName(place, key)));
  try {
    // A server in another network namespace has the same names.
    if (server && !(await isServing(place, key))) removeFolder(join(place, key));
  } finally {
    server?.close();
    starter?.close();
  }
}
