import type { ServeCommand } from '../config/command.ts';
import { neededCurrentFolder } from '../host/current-folder.ts';
import type { Log } from '../model/log.ts';
import { warmPlace } from '../warm/place.ts';
import { serve } from '../warm/serve.ts';
import { serverIdentity } from '../warm/server-key.ts';
import { formatStatus } from '../warm/server-status.ts';
import { serverKeys, statusOf, stopServer } from '../warm/servers.ts';

/**
 * Keeps guests ready in the foreground, or lists or ends the user's servers.
 * @returns the exit code
 * @throws UmlRunError when it cannot begin; the signal's reason
 */
export async function dispatchServe({ options, isChosen }: ServeCommand, log: Log, signal: AbortSignal): Promise<0> {
  if (options.stop)
    await stop(isChosen ? [serverIdentity(options, neededCurrentFolder(), process.env).key] : undefined);
  else if (options.status) await list();
  else await serve(options, log, signal);
  return 0;
}

async function stop(keys = serverKeys(warmPlace())): Promise<void> {
  const ended = await Promise.all(keys.map((key) => stopServer(warmPlace(), key)));
  const count = ended.filter(Boolean).length;
  process.stdout.write(count === 0 ? 'no server is running\n' : `ended ${count} server${count === 1 ? '' : 's'}\n`);
}

async function list(): Promise<void> {
  const place = warmPlace();
  const all = await Promise.all(serverKeys(place).map((key) => statusOf(place, key)));
  const running = all.filter((status) => status !== undefined);
  process.stdout.write(running.length === 0 ? 'no server is running\n' : running.map(formatStatus).join(''));
}
