import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute } from 'node:path';
import type { Context } from '../cache/context.ts';
import { keyOf } from '../cache/digests.ts';
import { keptAnswer } from '../cache/kept-answers.ts';
import { isText } from '../cache/validate.ts';
import { realPath } from '../fs/real-path.ts';
import { filesNamed } from '../host/files-named.ts';
import { readTextSync } from '../host/read-text.ts';
import { run } from '../host/run-tool.ts';
import { fetchSlirp } from './fetch-slirp.ts';
import { isRecent, versionOf } from './slirp-version.ts';
import type { Slirp } from './user-network.ts';

/** The slirp4netns of this machine that programs would start. */
export interface OwnSlirp extends Slirp {
  /** Missing where it does not say one, or was not asked. */
  version?: string | undefined;
  /** Why it cannot be a helper, for a message. */
  unfit?: string | undefined;
}

/**
 * slirp4netns, 1.2.0 or later: this machine's own, unless it is static or a script, else that of its apt, unpacked into the cache.
 * @throws UmlRunError when there is none, with how to install it
 */
export async function provideSlirp(context: Context, path = process.env.PATH ?? ''): Promise<Slirp> {
  const own = await ownSlirp(context, path);
  return own === undefined || own.unfit !== undefined ? fetchSlirp(context) : { path: own.path };
}

/**
 * @param path as the variable PATH has it
 * @param patience milliseconds in which it has to say what it is
 * @returns undefined where programs would start none
 */
export async function ownSlirp(
  context: Pick<Context, 'cache' | 'signal'>,
  path: string,
  patience = 10_000,
): Promise<OwnSlirp | undefined> {
  // None that happens to lie in the current folder.
  const folders = path.split(delimiter).filter(isAbsolute);
  const program = filesNamed(['slirp4netns'], folders).find(isExecutable);
  const found = program && realPath(program);
  if (found === undefined) return undefined;
  // What a script starts, no helper may execute.
  if (isScript(found)) return { path: found, unfit: 'is a script' };
  const said = await keptAnswer(context, `slirp4netns-2~${keyOf(found)}`, [found], isText, () =>
    askProgram(found, AbortSignal.any([AbortSignal.timeout(patience), ...(context.signal ? [context.signal] : [])])),
  ).catch(lateAnswer);
  const version = said && versionOf(said);
  if (!said || !version) return { path: found, unfit: 'does not say its version' };
  if (!isRecent(version)) return { path: found, version, unfit: `is version ${version}` };
  return { path: found, version, ...(!loadsLibraries(said) && { unfit: 'is static' }) };
}

/** It may be in time when the next run asks it. */
function lateAnswer(error: unknown): undefined {
  if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
}

/** What it says of itself, and what its loader says of it. */
async function askProgram(path: string, signal: AbortSignal): Promise<string> {
  const how = { signal, withChildren: true } as const;
  const { stdout: itself } = await run(path, ['--version'], how);
  // A static program has no loader, and complains that it is told nothing.
  const loader = await run(path, [], { ...how, environment: { LD_TRACE_LOADED_OBJECTS: '1' } });
  return `${itself}\n${loader.stdout}`;
}

/** Into a static program no filter can be loaded (native/packet-filter). */
function loadsLibraries(said: string): boolean {
  return /^\s*(\S*\/)?(libc\.|ld-)/m.test(said);
}

function isScript(path: string): boolean {
  return readTextSync(path)?.startsWith('#!') === true;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
