import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { namesIn } from '../fs/names-in.ts';
import { abortable } from '../model/abortable.ts';
import { UmlRunError } from '../model/errors.ts';
import { encodeFrame, FrameReader, type FrameType } from './frames.ts';
import { socketOf } from './place.ts';
import type { ServerStatus } from './server-status.ts';

/** Milliseconds in which a server that lives answers. */
const patience = 5000;

/** Keys of the servers in a place, dead ones too. */
export function serverKeys(place: string): string[] {
  return namesIn(place).filter((name) => /^[0-9a-f]{32}$/.test(name));
}

/** @returns undefined where no server answers */
export async function statusOf(place: string, key: string): Promise<ServerStatus | undefined> {
  const answer = await ask(place, key, encodeFrame('status'));
  return answer?.type === 'stdout' ? JSON.parse(answer.bytes.toString()) : undefined;
}

/**
 * Waits until it has ended.
 * @returns whether there was one
 * @throws UmlRunError `guest-failed` when it does not answer; the signal's reason
 */
export async function stopServer(place: string, key: string, signal: AbortSignal): Promise<boolean> {
  const isAlive = (await abortable(statusOf(place, key), signal)) !== undefined;
  const socket = await connected(place, key);
  if (!socket) return false;
  socket.on('error', () => undefined);
  try {
    if (!isAlive) throw silentServer(place, key);
    const closed = once(socket, 'close');
    socket.resume();
    socket.write(encodeFrame('stop'));
    await abortable(closed, signal);
    return true;
  } finally {
    socket.destroy();
  }
}

/** One that is suspended still has its socket. */
export function silentServer(place: string, key: string): UmlRunError {
  return new UmlRunError(
    'guest-failed',
    `the server of "${join(place, key)}" does not answer: it may be suspended (ctrl-Z); let it go on (fg), or kill it`,
  );
}

/**
 * Tells a server of a call.
 * @param registration the frame's content
 * @returns `no-server` where none listens; else whether it has taken it
 */
export async function registerCall(
  place: string,
  key: string,
  registration: Buffer,
): Promise<'no-server' | 'accepted' | 'refused'> {
  const answer = await ask(place, key, encodeFrame('register', registration));
  if (!answer) return 'no-server';
  return answer.type === 'accepted' ? 'accepted' : 'refused';
}

/** Whether one listens. */
export async function isServing(place: string, key: string): Promise<boolean> {
  const socket = await connected(place, key);
  socket?.destroy();
  return socket !== undefined;
}

async function ask(place: string, key: string, frame: Buffer): Promise<{ type: FrameType; bytes: Buffer } | undefined> {
  const socket = await connected(place, key);
  if (!socket) return undefined;
  const reader = new FrameReader();
  socket.setTimeout(patience, () => socket.destroy());
  try {
    socket.write(frame);
    for await (const bytes of socket) {
      const [answer] = reader.push(bytes);
      if (answer) return answer;
    }
  } catch {
    // It ends.
  } finally {
    socket.destroy();
  }
  return undefined;
}

async function connected(place: string, key: string): Promise<Socket | undefined> {
  const socket = connect(socketOf(place, key));
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    return undefined;
  }
}
