import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { realPath } from '../fs/real-path.ts';
import { kernelUser, userWords } from '../host/kernel-user.ts';
import { nativeFile } from '../host/native-file.ts';
import { endedFromOutside, signalOfEnd } from '../host/supervised-end.ts';

/** A program of the host that carries what guests send. */
export interface HelperProgram {
  /** Its name in messages. */
  name: string;
  /** Absolute path, and the words after it. */
  path: string;
  words: readonly string[];
  /** Absolute paths of what it may read besides itself; what is missing is left out. */
  read: readonly string[];
  /** Absolute path of the folder that it makes its sockets in; it starts there, as an address has no room for long paths. */
  folder: string;
  /** Path of a socket that it is connected to, as `linkDescriptor`. */
  link?: string | undefined;
  environment?: Record<string, string>;
  /** An open file that it gets as `fileDescriptor`, and how many bytes that may have. */
  file?: { descriptor: number; limit: number };
  /** Called whenever it has said something on stderr, with the end of all that it has said. */
  onSaid?(said: string): void;
  /** What calls of the host it may make, as native/supervisor/helper.c has it. */
  role: 'helper' | 'helper-with-api';
}

/** A helper at work. */
export interface Supervised {
  /** What has to be awaited before a guest runs anything. Where it never comes, the failure has been told. */
  ready?: Promise<void> | undefined;
  /** Ends it, and resolves when nothing is left of it. Harmless when it has ended. */
  end(): Promise<void>;
}

/** One that is a process. */
export interface SupervisedHelper extends Supervised {
  /** Whether it has ended, or is told to. */
  isOver(): boolean;
  /** It does not do what it is for: as if it had ended, with why. */
  fail(why: string): void;
}

/**
 * Starts a helper under the supervisor, by rules of its own.
 * @param onFailure called at most once, and never after `end`, with how it ended, or why it failed
 */
export function startSupervised(program: HelperProgram, onFailure: (why: string) => void): SupervisedHelper {
  const helper = spawnSupervised(program);
  let said = '';
  let isOver = false;
  const fail = (why: string) => {
    if (isOver) return;
    isOver = true;
    onFailure(why);
  };
  const ended = new Promise<void>((resolve) => {
    // It has no process.
    helper.once('error', (error) => {
      fail(`${program.name} could not be started: ${error.message}`);
      resolve();
    });
    helper.once('close', (code, signal) => {
      fail(`${program.name} ${howItEnded(code, signal, said)}`);
      resolve();
    });
  });
  helper.stderr?.on('data', (bytes) => {
    said = (said + bytes).slice(-mostSaid);
    program.onSaid?.(said);
  });
  const lifeline = helper.stdio[lifelineDescriptor] as Duplex | undefined;
  lifeline?.on('error', () => {});
  return {
    isOver: () => isOver,
    fail,
    async end() {
      isOver = true;
      lifeline?.write('.');
      await ended;
    },
  };
}

/** As in native/supervisor/main.c. */
const lifelineDescriptor = 3;

/** Of a file that a helper is given. */
export const fileDescriptor = 4;

/** Characters of what it said last. */
const mostSaid = 1000;

/** Node throws some errors of a start at once, such as E2BIG, and emits others later. */
function spawnSupervised({
  path,
  words,
  read,
  folder,
  link,
  file,
  environment = {},
  role,
}: HelperProgram): ChildProcess {
  const supervision = [
    ...[path, ...read].flatMap((one) => ['--read', realPath(one) ?? one]),
    ...['--write', '/dev/null', '--memory', folder],
    ...userWords(kernelUser()),
    ...(link === undefined ? [] : ['--connect', link]),
    ...(file === undefined ? [] : ['--file-bytes', String(file.limit)]),
    ...['--role', role],
    ...['--', path, ...words],
  ];
  return spawn(nativeFile('supervisor'), supervision, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', ...(file === undefined ? [] : [file.descriptor])],
    // Signals to this process's group, such as ctrl-C, are not meant for helpers.
    detached: true,
    cwd: folder,
    env: environment,
  });
}

/** Signals that a program brings on itself. */
const crashes = new Set(['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP']);

/** @param code and signal as of `signalOfEnd` */
function howItEnded(code: number | null, signal: NodeJS.Signals | null, said: string): string {
  const by = signalOfEnd(code, signal);
  if (by !== undefined) return crashes.has(by) ? `crashed (${by})` : endedFromOutside(by);
  const last = said.trim().split('\n').slice(-2).join(' ');
  return `ended with code ${code}${last === '' ? '' : `: ${last}`}`;
}
