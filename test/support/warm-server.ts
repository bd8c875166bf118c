import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { openContext } from '../../src/cache/context.ts';
import type { ExecCommand } from '../../src/config/command.ts';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { makeScratch } from '../../src/guest/scratch.ts';
import { commandLineOf, provideGuestKernels } from '../../src/provision/guest-kernels.ts';
import { provideGuestRootfs } from '../../src/provision/guest-rootfs.ts';
import { withShownFolders } from '../../src/provision/shown-folders.ts';
import { stageTests } from '../../src/provision/stage.ts';
import { Client } from '../../src/warm/client.ts';
import { linkOf, makeWarmPlace, socketOf, warmPlace } from '../../src/warm/place.ts';
import { callName, decidingVariables, decodeRequest, encodeCallWords } from '../../src/warm/request.ts';
import { serveCall } from '../../src/warm/serve-call.ts';
import { runWarmGuest, type WarmGuest } from '../../src/warm/warm-guest.ts';
import { hear } from './log.ts';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * Serves calls with options from a folder, each in a guest that boots when the call comes; for `environment`.
 * @param words options of `exec`
 */
export async function warmServer(words: string[], more: Record<string, string> = {}) {
  const { path: folder, remove } = temporaryFolder();
  const environment = { PATH: process.env.PATH ?? '', XDG_RUNTIME_DIR: folder, ...more };
  const { options, terminal } = parseCommandLine(['exec', '--workdir', folder, ...words, '--', 'x']) as ExecCommand;
  const log = hear();
  const context = await openContext({ log });
  const [kernel] = await provideGuestKernels(options, context);
  if (!kernel) throw new Error('no kernel');
  const { rootfs, environment: ofTools } = withShownFolders(
    await provideGuestRootfs(options, context),
    options,
    true,
    log,
  );
  const common = makeScratch();
  let guests = 0;
  const take = (_: unknown, leavesFiles: boolean, signal: AbortSignal) =>
    new Promise<WarmGuest>((resolve, reject) => {
      const name = `guest-${guests++}`;
      const scratch = { ...common, folder: join(common.folder, name) };
      const boot = async () => {
        const staged = await stageTests([], { rootfs, scratch, options, includeInWorkFolder: true });
        const settings = { ...staged, kernelArguments: commandLineOf(kernel, options), input: true, kept: [] };
        const logPath = join(scratch.folder, 'log');
        const job = { kernel, settings, name, logPath, bootTimeoutSeconds: 60, isShared: false, leavesFiles };
        const { problem } = await runWarmGuest(job, { onReady: resolve, onUsed: () => undefined }, signal);
        throw new Error(`the guest is gone: ${problem}`);
      };
      boot().catch(reject);
    });
  const place = warmPlace(environment);
  makeWarmPlace(place);
  for (const name of ['calls', 'ab']) mkdirSync(join(place, name));
  const name = callName(encodeCallWords({ options: words, folder, variables: decidingVariables(environment) }));
  symlinkSync('../ab/socket', linkOf(place, name));
  const ended: Promise<void>[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    const client = new Client(socket);
    client.listen(({ bytes }) => {
      client.listen(undefined);
      const served = { rootfs, ofTools, context, take };
      ended.push(serveCall(client, decodeRequest(bytes), { options, terminal }, served));
    });
  });
  await new Promise<void>((resolve) => server.listen(socketOf(place, 'ab'), resolve));
  return {
    environment,
    folder,
    /** Resolves when all calls so far have ended. */
    allEnded: () => Promise.all(ended),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all(ended);
      common.remove();
      await remove();
    },
  };
}
