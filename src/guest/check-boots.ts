import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { initProblem } from '../console/init-problem.ts';
import type { ConsoleEvent } from '../console/observer.ts';
import { type Kernel, UmlRunError } from '../model/model.ts';
import { layoutSteps } from './layout.ts';
import { makeScratch, type Scratch } from './scratch.ts';
import { type GuestSettings, type SessionEnd, startSession } from './session.ts';
import { stage } from './share.ts';

/** Lines of the console that an error shows. */
const tailLines = 15;

/**
 * Boots a kernel as a guest that has no tests: to init's first word, through all that it prepares, to its last.
 * @param executable absolute path
 * @param seconds limit of the boot
 * @throws UmlRunError `machine` when it does not get there, with the end of its console; the signal's reason
 */
export async function boots(executable: string, seconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const scratch = makeScratch();
  try {
    const settings = await emptySettings(scratch);
    signal?.throwIfAborted();
    const heard: ConsoleEvent[] = [];
    const logPath = join(scratch.folder, 'console.log');
    const kernel: Kernel = { spec: executable, name: 'new', version: '', source: '', path: executable, sha256: '' };
    const session = startSession(kernel, [], settings, { name: 'boot', logPath }, (event) => heard.push(event));
    const end = () => session.end();
    const clock = setTimeout(end, seconds * 1000);
    signal?.addEventListener('abort', end);
    const ended = await session.ended.finally(() => {
      clearTimeout(clock);
      signal?.removeEventListener('abort', end);
    });
    signal?.throwIfAborted();
    const problem = problemOf(heard, ended, seconds);
    if (problem === undefined) return;
    const console = ended.boot.log.slice(-tailLines);
    const said = console.length > 0 ? `. The end of its console:\n${console.join('\n')}` : ', and its console is empty';
    throw new UmlRunError('machine', `${problem}${said}`);
  } finally {
    scratch.remove();
  }
}

/** Nothing but the folders that init makes, on a root file system without files. */
async function emptySettings(scratch: Scratch): Promise<GuestSettings> {
  const rootfs = join(scratch.folder, 'empty');
  await mkdir(rootfs);
  const { folder: share } = await stage(join(scratch.folder, 'share'), [], async (path) => path);
  const steps = layoutSteps(rootfs, join(share, 'libraries'));
  return {
    rootfs,
    share,
    steps,
    scratch,
    memoryMegabytes: 128,
    fastBoot: true,
    kernelArguments: '',
    defaults: { environment: {}, user: 0, group: 0 },
    sandbox: true,
  };
}

function problemOf(heard: ConsoleEvent[], { end, boot }: SessionEnd, seconds: number): string | undefined {
  const greeted = heard.some(({ type }) => type === 'hello');
  if (greeted && heard.some((event) => event.type === 'bye' && event.why === 'done')) return undefined;
  if (boot.panic !== undefined) return `kernel panic: ${boot.panic}`;
  const problem = heard.find((event) => event.type === 'problem');
  if (problem) return initProblem(problem.what, problem.errno);
  if (end.by === 'itself') return `the kernel ended with code ${end.code}${greeted ? ', before init had' : ''}`;
  return greeted ? `init was not done within ${seconds} s` : `no sign of life within ${seconds} s`;
}
