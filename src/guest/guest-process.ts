import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import type { Channel } from '../console/observer.ts';
import { nativeFile } from '../host/native-file.ts';
import { killSession } from '../host/sessions.ts';
import { endedFromOutside, signalOfEnd } from '../host/supervised-end.ts';
import { cannotStart } from './cannot-start.ts';
import { consoleDescriptors } from './kernel-arguments.ts';
import { Valve } from './valve.ts';

/** What a guest's processes are started with. */
export interface GuestProcess {
  /** Path of the kernel's executable, and its command line. */
  kernel: string;
  arguments: string[];
  /** Words for the supervisor: what the kernel may use. */
  supervisorArguments: string[];
  /** Where the kernel makes the file that is the guest's memory. */
  memoryFolder: string;
  /** Path of a shared object that the kernel is started with. */
  preload?: string;
}

/**
 * How a guest's processes ended: by themselves, with the kernel's exit code; because `end` was called; or by what this
 * machine did to them, in words.
 */
export type GuestEnd = { by: 'itself'; code: number } | { by: 'us' } | { by: 'machine'; how: string };

/** A running guest. The only value of the project that holds a process. */
export interface Guest {
  /** Of its supervisor, whose children are its processes; undefined when it could not be started. */
  pid: number | undefined;
  /** Ends all its processes at once. Harmless when they have ended. */
  end(): void;
  /** Asks init what the threads of its test do, if the kernel has a management console. There may be no answer. */
  dumpThreads(): void;
  /** Writes on a console as native/init/input.h has it. */
  writeInput(bytes: Buffer): void;
  /** Types on the terminal of a test that has one. */
  writeTerminal(bytes: Buffer): void;
  /** Sends a signal to the process group of a test that has a standard input or a terminal; both by their numbers. */
  signal(number: number, test: number): void;
  /** Tells init, which has asked, that its plan is there. No test runs. */
  answerPlan(): void;
  /** All modules of its kernel are where it was to find them. */
  giveModules(): void;
  /** Answers init, which listens to each console. No test runs. */
  answer(text: string): void;
  /**
   * Reads nothing of what it writes until what this returns is called, or `end`: it waits when its channels are full.
   */
  hold(): () => void;
  /** Does something that has its bytes read: now, or when it is not held any more. */
  whenNotHeld(work: () => void): void;
  /** Resolves when none of its processes is left and all its bytes were given. */
  ended: Promise<GuestEnd>;
}

const channels: [Channel, number][] = [
  ['log', 1],
  ['log', 2],
  ['control', 4],
  ['stdout', 5],
  ['stderr', 6],
];

/**
 * Starts a guest. Its bytes arrive at `receive` in the order of each channel. Throws nothing: when no process can be
 * started, `ended` rejects with an UmlRunError `guest-failed`.
 * @param onMissing called, once, when the kernel waits for modules that are not there yet, with the path that it looked for
 */
export function startGuest(
  given: GuestProcess,
  receive: (channel: Channel, bytes: Buffer) => void,
  onMissing?: (path: string) => void,
): Guest {
  let supervisor: ChildProcess;
  try {
    supervisor = startSupervisor(given);
  } catch (cause) {
    return neverStarted(Promise.reject(cannotStart(cause)));
  }
  let endedByUs = false;
  const ended = finish(supervisor).then((end): GuestEnd => (endedByUs ? { by: 'us' } : end));
  // Without a process there may be no streams either, as when no descriptors are left. `ended` says why.
  if (supervisor.pid === undefined) return neverStarted(ended);
  const valve = new Valve();
  // Node's types know of five.
  const streams: readonly unknown[] = supervisor.stdio;
  for (const [channel, descriptor] of channels) {
    const stream = streams[descriptor] as Readable;
    stream.on('data', (bytes: Buffer) => {
      receive(channel, bytes);
      // One piece a turn: what floods must not keep this process from its signals and from the other guests.
      stream.pause();
      setImmediate(() => valve.pass(() => stream.resume()));
    });
    stream.on('error', ignore);
  }
  const lifeline = streams[3] as Duplex;
  lifeline.on('error', ignore);
  // It repeats the stream's errors, as when a guest ends while something is written to it.
  if (onMissing) createInterface(lifeline).on('error', ignore).once('line', onMissing);
  const fedBy = (descriptor: number) => {
    const stream = streams[descriptor] as Duplex;
    stream.on('error', ignore);
    return stream.resume();
  };
  const input = fedBy(consoleDescriptors.stdin);
  const terminal = fedBy(consoleDescriptors.typed);
  const orders = fedBy(consoleDescriptors.signals);
  const answers = fedBy(consoleDescriptors.answers);
  return {
    pid: supervisor.pid,
    end() {
      endedByUs = true;
      valve.stayOpen();
      lifeline.write('.');
    },
    dumpThreads() {
      lifeline.write('?');
    },
    writeInput(bytes) {
      input.write(bytes);
    },
    writeTerminal(bytes) {
      terminal.write(bytes);
    },
    signal(number, test) {
      // As native/init/orders.h has it.
      orders.write(Buffer.of(number | (test % 2 === 0 ? 0 : 0x80)));
    },
    answerPlan() {
      // Any byte, as native/init/plan-file.c has it.
      answers.write('\n');
    },
    giveModules() {
      // As native/supervisor/options.h has it.
      lifeline.write('m');
    },
    answer(text) {
      for (const stream of [input, terminal, orders, answers]) stream.write(text);
    },
    hold: () => valve.close(),
    whenNotHeld: (work) => valve.pass(work),
    ended,
  };
}

/** Node throws some errors of a start at once, such as E2BIG, and emits others later, such as EMFILE. */
function startSupervisor(given: GuestProcess): ChildProcess {
  return spawn(nativeFile('supervisor'), supervisorWords(given), {
    stdio: ['ignore', ...Array<'pipe'>(10).fill('pipe')],
    // Signals to this process's group, such as ctrl-C, are not meant for guests.
    detached: true,
    cwd: '/',
    // A kernel with an empty environment may not start its first process (seen with 7.2), and TMPDIR tells it where its
    // memory goes. With glibc's rseq registered, a static kernel before 7.x dies at its first process (seen with 6.12).
    env: {
      TMPDIR: given.memoryFolder,
      GLIBC_TUNABLES: 'glibc.pthread.rseq=0',
      // The supervisor is static: it passes this on.
      ...(given.preload && { LD_PRELOAD: given.preload }),
    },
  });
}

function neverStarted(ended: Promise<GuestEnd>): Guest {
  const input = { writeInput: ignore, writeTerminal: ignore, signal: ignore, answerPlan: ignore, answer: ignore };
  const more = { giveModules: ignore, hold: () => ignore, whenNotHeld: ignore };
  return { pid: undefined, end: ignore, dumpThreads: ignore, ...input, ...more, ended };
}

function supervisorWords({ supervisorArguments, kernel, arguments: words }: GuestProcess): string[] {
  return [...supervisorArguments, '--', kernel, ...words];
}

function finish(supervisor: ChildProcess): Promise<GuestEnd> {
  return new Promise((resolve, reject) => {
    supervisor.once('error', (cause) => reject(cannotStart(cause)));
    const { pid } = supervisor;
    let hunt: NodeJS.Timeout | undefined;
    supervisor.once('exit', (_, signal) => {
      if (signal !== null && pid !== undefined) hunt = setInterval(() => killSession(pid), huntPause);
    });
    // Unlike `exit`, it waits for the channels.
    supervisor.once('close', (code, signal) => {
      clearInterval(hunt);
      resolve(endOf(code, signal));
    });
  });
}

/**
 * Milliseconds between two looks for what a supervisor that was killed has left. Its kernel ends with it, but before 6.12
 * not the kernel's own processes.
 */
const huntPause = 20;

/** Signals that no fault of a kernel is: they come from outside, or from a limit on its processes. */
const fromOutside: readonly unknown[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGXCPU', 'SIGXFSZ'];

/** @param code and signal as of `signalOfEnd` */
function endOf(code: number | null, signal: NodeJS.Signals | null): GuestEnd {
  if (signal !== null) return { by: 'machine', how: killed("the guest's supervisor", signal) };
  const sent = signalOfEnd(code, signal);
  if (sent !== undefined && fromOutside.includes(sent))
    return { by: 'machine', how: killed("the guest's kernel", sent) };
  return { by: 'itself', code: code ?? 1 };
}

function killed(what: string, signal: NodeJS.Signals): string {
  const cause = signal === 'SIGKILL' ? '; this machine may have run out of memory' : '';
  return `${what} ${endedFromOutside(signal)}${cause}`;
}

/** A channel that breaks has ended with the guest, and `ended` reports that. */
function ignore(): void {}
