import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { identityOf } from '../fs/stamp.ts';
import { removeFolder, removeWhenGone } from '../guest/scratch.ts';
import { takeName } from '../host/name-lock.ts';
import { messageOf, UmlRunError } from '../model/errors.ts';
import { Client } from './client.ts';
import type { Frame } from './frames.ts';
import { makeWarmPlace, socketOf } from './place.ts';
import { RegisteredCalls } from './registered-calls.ts';
import { removeLeft } from './remove-left.ts';
import { clientStamp, decodeRequest } from './request.ts';
import { type CallServer, serveCall } from './serve-call.ts';
import { serverName } from './server-names.ts';
import type { ServerStatus } from './server-status.ts';

/** What a server does with what it is asked. */
export interface Serving {
  /** What calls are served with. @returns why none is any more, in words for the user */
  server(): CallServer | string;
  /** @returns to be called when the call has ended */
  beginCall(): () => void;
  status(): ServerStatus;
  stop(): void;
}

/** A place in which only one server of its key is. */
export interface HeldPlace {
  /** @returns what ends the listening; calls that run go on */
  listen(serving: Serving): Promise<() => void>;
  /** Whether somebody has removed it, so that no client can reach the server; there may be another one by now. */
  isGone(): boolean;
  /** Removes all that a server has there, unless the place is gone. */
  remove(): void;
}

/**
 * Takes the place of a server, and what a dead one has left there. What is left of others goes.
 * @param place of all servers of the user
 * @returns undefined when another server has it
 * @throws UmlRunError `temporary-folder-unusable`
 */
export async function takePlace(place: string, key: string): Promise<HeldPlace | undefined> {
  makeWarmPlace(place);
  const name = await takeName(serverName(place, key));
  if (!name) return undefined;
  const folder = join(place, key);
  // Links of others go with it, should it be killed: they are made again when they are missed.
  const letGo = removeWhenGone([folder, join(place, 'calls'), `${place}/`]);
  await removeLeft(place);
  try {
    makeFolder(folder);
    rmSync(socketOf(place, key), { force: true });
  } catch (cause) {
    letGo();
    throw new UmlRunError('temporary-folder-unusable', `cannot keep guests ready in "${folder}": ${messageOf(cause)}`, {
      cause,
    });
  }
  const identity = identityOf(folder);
  const calls = new RegisteredCalls(place, key);
  const connections = new Set<Socket>();
  const isGone = () => identityOf(folder) !== identity;
  return {
    listen: (serving) => listen(socketOf(place, key), { calls, serving, connections }),
    isGone,
    remove() {
      for (const connection of connections) connection.destroy();
      if (!isGone()) {
        calls.forgetAll();
        removeFolder(folder);
      }
      letGo();
      name.close();
    },
  };
}

interface Listening {
  calls: RegisteredCalls;
  serving: Serving;
  /** Those that are connected. */
  connections: Set<Socket>;
}

async function listen(path: string, { calls, serving, connections }: Listening): Promise<() => void> {
  const stamp = clientStamp();
  const server = createServer((socket) => {
    connections.add(socket.once('close', () => connections.delete(socket)));
    const client = new Client(socket);
    client.listen((frame) => {
      client.listen(undefined);
      const why = answer(frame, { client, calls, serving, stamp });
      if (why !== undefined) client.end('refused', why);
    });
  });
  server.listen(path);
  await once(server, 'listening');
  return () => server.close();
}

interface Asked {
  client: Client;
  calls: RegisteredCalls;
  serving: Serving;
  /** Of the clients that are understood. */
  stamp: string;
}

/** @returns why it is not answered otherwise */
function answer({ type, bytes }: Frame, asked: Asked): string | undefined {
  const { client, calls, serving } = asked;
  try {
    if (type === 'request') return beginCall(bytes, asked);
    if (type === 'register') calls.add(bytes);
    if (type === 'register') client.end('accepted', Buffer.of(0));
    else if (type === 'status') client.end('stdout', JSON.stringify(serving.status()));
    // Whoever asks sees the connection end with this server.
    else if (type === 'stop') serving.stop();
    else return 'the server was not asked for anything';
  } catch (error) {
    return messageOf(error);
  }
  return undefined;
}

function beginCall(bytes: Buffer, { client, calls, serving, stamp }: Asked): string | undefined {
  const request = decodeRequest(bytes);
  const call = calls.of(request.encodedWords);
  if (request.stamp !== stamp) return 'the server is of another version';
  if (!call) return 'the server does not know such a call';
  const server = serving.server();
  if (typeof server === 'string') return server;
  void serveCall(client, request, call, server).finally(serving.beginCall());
  return undefined;
}
