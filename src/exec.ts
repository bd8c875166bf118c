import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Observation } from './console/observer.ts';
import { makeScratch } from './guest/scratch.ts';
import { type GuestSettings, startSession } from './guest/session.ts';
import { provideKernel } from './kernel/kernel.ts';
import { argumentsFor, kernelOptions } from './kernel-options.ts';
import { foldersOf, rootfsOptions, withLibraries } from './libraries.ts';
import { type Notices, type Program, type Rootfs, type Test, UmlRunError } from './model.ts';
import type { Options } from './options/options.ts';
import { withPackages } from './packages.ts';
import { readProgram } from './program/program.ts';
import { rootfsHas } from './rootfs/has.ts';
import { provideRootfs } from './rootfs/rootfs.ts';
import { stageTests } from './stage.ts';
import { openStore } from './store/store.ts';
import { judge } from './verdict/judge.ts';

/** Where a program's three streams lead. */
export interface Streams {
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
}

/**
 * Runs one program in a guest of its own, its streams passed through.
 * @param name a file of the host, or a command that the rootfs has
 * @returns the program's own exit code; 128 and the signal's number when a signal ended it
 * @throws UmlRunError when it could not be run, or its end is not known
 */
export async function exec(
  name: string,
  words: string[],
  options: Options,
  streams: Streams,
  notices: Notices,
  signal: AbortSignal,
): Promise<number> {
  const store = await openStore({ ...(options.cache ? { folder: options.cache } : {}), notices });
  const base = await provideRootfs(options.rootfs, rootfsOptions(options), store, signal);
  const rootfs = await withPackages(base, options, store, signal);
  const [spec, ...others] = options.kernels;
  if (!spec || others.length > 0)
    throw new UmlRunError('usage', `exec runs on one kernel, not ${options.kernels.join(', ')}`);
  const kernel = await provideKernel(spec, kernelOptions(options), store, signal);
  const { environment, timeoutSeconds } = options;
  const found = { name, program: await findProgram(name, rootfs), arguments: words, environment, timeoutSeconds };
  const [test] = (await withLibraries([found], rootfs, options, store, signal)) as [Test];
  if (test.program.problem) throw new UmlRunError('usage', `${name}: ${test.program.problem}`);
  const scratch = makeScratch();
  try {
    mkdirSync(join(scratch.folder, 'logs'));
    const settings: GuestSettings = {
      ...(await stageTests([test], rootfs, scratch, options, { intoWorkFolder: true })),
      kernelArguments: argumentsFor(kernel, options),
      input: true,
    };
    const abort = () => session.end();
    const clock = setTimeout(abort, options.bootTimeoutSeconds * 1000);
    const send = (bytes: Buffer) => session.send(bytes);
    const end = () => session.send(Buffer.alloc(0));
    let ended: Observation | undefined;
    const session = startSession(
      kernel,
      [test],
      settings,
      { name: 'exec', logPath: join(scratch.folder, 'logs/console.log') },
      (event) => {
        if (event.type === 'start') {
          clearTimeout(clock);
          streams.stdin.on('data', send);
          streams.stdin.on('end', end);
        }
        if (event.type === 'bytes') streams[event.stream].write(event.bytes);
        if (event.type === 'end') ended = event.observation;
      },
    );
    signal.addEventListener('abort', abort);
    const { running, boot } = await session.ended;
    clearTimeout(clock);
    signal.removeEventListener('abort', abort);
    streams.stdin.off('data', send);
    streams.stdin.off('end', end);
    signal.throwIfAborted();
    return codeOf(ended ?? running?.observation ?? boot, name);
  } finally {
    scratch.remove();
  }
}

function codeOf(observation: Observation, name: string): number {
  if (observation.end?.how === 'exit') return observation.end.code;
  if (observation.end?.how === 'signal') return 128 + observation.end.number;
  const { message } = judge(observation, { skipExitCodes: [], failOn: [] });
  throw new UmlRunError('machine', [`${name}: ${message}`, ...observation.log.slice(-30)].join('\n'));
}

/** As a shell would: a name with a slash is a file of the host, any other a command on the guest's PATH. */
async function findProgram(name: string, rootfs: Rootfs): Promise<Program> {
  if (!name.includes('/')) {
    const found = foldersOf(rootfs)
      .map((folder) => `${folder}/${name}`)
      .find((path) => rootfsHas(rootfs, path));
    if (found) return { path: found, format: 'unknown', inRootfs: true, libraries: [], besides: [] };
  }
  return readProgram(resolve(name));
}
