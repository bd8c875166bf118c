import { spawnSync } from 'node:child_process';
import { fstatSync, statSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import type { WindowSize } from '../guest/boot-plan.ts';
import type { RunningGuest } from '../guest/run-guest.ts';
import { isInForeground } from '../host/sessions.ts';
import { errnoOf, messageOf, UmlRunError } from '../model/errors.ts';

/** Where a program's three streams lead. */
export interface Streams {
  stdin: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;
  stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'rows' | 'columns'>>;
  stderr: NodeJS.WritableStream;
}

/**
 * The size of this command's terminal.
 * @throws UmlRunError `terminal-missing` when it has none
 */
export function terminalOf({ stdin, stdout }: Streams): WindowSize {
  if (!stdin.isTTY || !stdout.isTTY)
    throw new UmlRunError('terminal-missing', 'exec -t: standard input and output have to be a terminal');
  return sizeOf(stdout);
}

/** Of this process: `/dev/null` is what the program gets, too. */
export function inputOf(): true | 'empty' {
  const [own, none] = [fstatSync(0), statSync('/dev/null')];
  return own.isCharacterDevice() && own.rdev === none.rdev ? 'empty' : true;
}

/** A terminal that does not know its size gives 0 for it. */
function sizeOf({ rows, columns }: Streams['stdout']): WindowSize {
  return { rows: rows || 24, columns: columns || 80 };
}

/**
 * Passes standard input on to the program, as it comes. One that cannot be read, such as a folder, is one that ends.
 * @returns ends it
 */
export function connect(guest: RunningGuest, { stdin, stdout }: Streams, isTerminal: boolean): () => void {
  let isConnected = true;
  const send = (bytes: Buffer) => (isTerminal ? guest.type(bytes) : sendOn(bytes));
  /** A program may read less than there is: what it has not asked for must not fill this process's memory. */
  const sendOn = (bytes: Buffer) => {
    stdin.pause();
    guest.send(bytes, () => isConnected && stdin.resume());
  };
  const end = () => isTerminal || guest.send(Buffer.alloc(0));
  const resize = () => guest.resize(sizeOf(stdout));
  /** Ctrl-C and the like are for the program. In the background, the terminal is somebody else's. */
  const takeTerminal = () => {
    stdin.off('data', send);
    if (!isInForeground()) return stdin.pause();
    makeRaw(stdin);
    return stdin.on('data', send).resume();
  };
  if (isTerminal) {
    stdout.on('resize', resize);
    resize();
    process.on('SIGCONT', takeTerminal);
    takeTerminal();
  } else {
    stdin.on('data', send);
  }
  stdin.on('end', end);
  stdin.on('error', end);
  return () => {
    isConnected = false;
    stdin.off('data', send);
    stdin.off('end', end);
    stdout.off('resize', resize);
    process.off('SIGCONT', takeTerminal);
    if (isTerminal && isInForeground()) stdin.setRawMode?.(false);
  };
}

/**
 * Keys go to the program as they are, and what the guest's terminal has made of its output is not changed once more: a bare
 * line feed moves the cursor down and nowhere else. Node.js has no way to say the latter.
 */
function makeRaw(stdin: Streams['stdin']): void {
  stdin.setRawMode?.(true);
  // Without that program, lines are right all the same, if not all that moves the cursor.
  spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'], timeout: 2000, killSignal: 'SIGKILL' });
}

/** Standard output or standard error has no reader any more. */
export class ReaderGone extends Error {}

/**
 * Notices when what the program prints cannot be passed on.
 * @returns `lost`: aborts then, because of `ReaderGone`, or of an UmlRunError `stream-unwritable`; and what ends this
 */
export function watchOutput({ stdout, stderr }: Streams): { lost: AbortSignal; release(): void } {
  const lost = new AbortController();
  const onError = (name: string) => (cause: Error) => lost.abort(reasonOf(name, cause));
  const watched = [
    { stream: stdout, listener: onError('standard output') },
    { stream: stderr, listener: onError('standard error') },
  ];
  for (const { stream, listener } of watched) stream.on('error', listener);
  return {
    lost: lost.signal,
    release() {
      for (const { stream, listener } of watched) stream.off('error', listener);
    },
  };
}

function reasonOf(name: string, cause: Error): Error {
  if (errnoOf(cause) === 'EPIPE') return new ReaderGone(`nobody reads ${name}`, { cause });
  return new UmlRunError('stream-unwritable', `cannot write to ${name}: ${messageOf(cause)}; send it elsewhere`, {
    cause,
  });
}
