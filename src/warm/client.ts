import type { Socket } from 'node:net';
import type { RunningGuest } from '../guest/run-guest.ts';
import { encodeFrame, type Frame, FrameReader, type FrameType } from './frames.ts';

/** The other end of a connection: a client, or uml-run itself. */
export class Client {
  /** Aborts when it is gone. */
  readonly gone: AbortSignal;
  private readonly socket: Socket;
  private waiting: Frame[] = [];
  private listener: ((frame: Frame) => void) | undefined;

  /** What is no frame ends the connection. */
  constructor(socket: Socket) {
    const gone = new AbortController();
    this.socket = socket;
    this.gone = gone.signal;
    const reader = new FrameReader();
    socket.on('data', (bytes) => {
      try {
        for (const frame of reader.push(bytes)) this.hear(frame);
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', () => undefined);
    socket.once('close', () => gone.abort(new Error('the client has gone')));
  }

  /** From now on all frames go there; first those that have come since the last listener. */
  listen(listener: ((frame: Frame) => void) | undefined): void {
    this.listener = listener;
    for (const frame of this.waiting.splice(0)) this.hear(frame);
  }

  send(type: FrameType, content: Buffer | string = ''): void {
    this.socket.write(encodeFrame(type, content));
  }

  /** The last frame. */
  end(type: FrameType, content: Buffer | string = ''): void {
    this.socket.end(encodeFrame(type, content));
  }

  /** What nobody reads must not fill this process's memory: the guest waits, as a program here would. */
  print(type: 'stdout' | 'stderr', bytes: Buffer, guest: RunningGuest): void {
    if (!this.socket.write(encodeFrame(type, bytes))) this.socket.once('drain', guest.hold());
  }

  private hear(frame: Frame): void {
    if (this.listener) this.listener(frame);
    else this.waiting.push(frame);
  }
}
