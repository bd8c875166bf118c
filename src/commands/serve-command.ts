import type { ServeCommand } from '../config/command.ts';
import { neededCurrentFolder } from '../host/current-folder.ts';
import type { Log } from '../model/log.ts';
import { warmPlace } from '../warm/place.ts';
import { serve } from '../warm/serve.ts';
import { serverIdentity } from '../warm/server-key.ts';
import { formatStatus } from '../warm/server-status.ts';
import { isServing, serverKeys, silentServer, statusOf, stopServer } from '../warm/servers.ts';

/**
 * Keeps guests ready in the foreground, or lists or ends the user's servers.
 * @returns the exit code
 * @throws UmlRunError when it cannot begin; the signal's reason
 */
export async function dispatchServe({ options, isChosen }: ServeCommand, log: Log, signal: AbortSignal): Promise<0> {
  if (options.stop)
    await stop(signal, isChosen ? [serverIdentity(options, neededCurrentFolder(), process.env).key] : undefined);
  else if (options.status) await list(log);
  else await serve(options, log, signal);
  return 0;
}

async function stop(signal: AbortSignal, keys = serverKeys(warmPlace())): Promise<void> {
  const ends = await Promise.allSettled(keys.map((key) => stopServer(warmPlace(), key, signal)));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
  const count = ends.filter((end) => end.status === 'fulfilled' && end.value).length;
  process.stdout.write(count === 0 ? 'no server is running\n' : `ended ${count} server${count === 1 ? '' : 's'}\n`);
}

async function list(log: Log): Promise<void> {
  const place = warmPlace();
  let silent = 0;
  const one = async (key: string) => {
    const status = await statusOf(place, key);
    if (status || !(await isServing(place, key))) return status;
    silent++;
    log.warning(silentServer(place, key).message);
  };
  const all = await Promise.all(serverKeys(place).map(one));
  const running = all.filter((status) => status !== undefined);
  if (running.length + silent === 0) process.stdout.write('no server is running\n');
  process.stdout.write(running.map(formatStatus).join(''));
}
