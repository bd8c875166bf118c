import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { encodeFrame, type Frame, FrameReader, type FrameType } from '../../src/warm/frames.ts';
import { linkOf, makeWarmPlace, socketOf, warmPlace } from '../../src/warm/place.ts';
import { type CallWords, callName, decidingVariables, encodeCallWords } from '../../src/warm/request.ts';
import { ownFolder } from './temporary-folder.ts';

/** A connection of a client, as a script sees it. */
export interface Conversation {
  /** The next frame; undefined when the client has gone. */
  next(): Promise<Frame | undefined>;
  /** @returns false where the client does not read: resolves when it has */
  say(type: FrameType, content?: Buffer | string): Promise<void>;
  socket: Socket;
}

export interface ScriptedServer {
  /** For the client: its server is found by it. */
  environment: Record<string, string>;
  folder: string;
  /** What went wrong in the script. */
  problems: unknown[];
}

/**
 * A server that does with each call what a script says.
 * @param options that it serves; other calls it is not found for
 */
export async function scriptedServer(
  script: (conversation: Conversation) => Promise<unknown>,
  { options = [], more = {} }: { options?: string[]; more?: Record<string, string> } = {},
): Promise<ScriptedServer> {
  const folder = ownFolder();
  const environment = { PATH: process.env.PATH ?? '', XDG_RUNTIME_DIR: folder, ...more };
  const problems: unknown[] = [];
  const place = warmPlace(environment);
  makeWarmPlace(place);
  mkdirSync(join(place, 'calls'));
  mkdirSync(join(place, 'ab'));
  const words: CallWords = { options, folder, variables: decidingVariables(environment) };
  symlinkSync('../ab/socket', linkOf(place, callName(encodeCallWords(words))));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    script(conversationOn(socket)).catch((error: unknown) => problems.push(error));
  });
  await new Promise<void>((resolve) => server.listen(socketOf(place, 'ab'), resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { environment, folder, problems };
}

function conversationOn(socket: Socket): Conversation {
  const reader = new FrameReader();
  const frames = (async function* () {
    try {
      for await (const piece of socket) yield* reader.push(piece as Buffer);
    } catch {
      // It was killed.
    }
  })();
  return {
    socket,
    next: async () => (await frames.next()).value ?? undefined,
    say: (type, content) =>
      new Promise(
        (resolve) => void (socket.destroyed ? resolve() : socket.write(encodeFrame(type, content), () => resolve())),
      ),
  };
}
