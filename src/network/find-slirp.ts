import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute } from 'node:path';
import type { Context } from '../cache/context.ts';
import { keyOf } from '../cache/digests.ts';
import { keptAnswer } from '../cache/kept-answers.ts';
import { isText } from '../cache/validate.ts';
import { realPath } from '../fs/real-path.ts';
import { filesNamed } from '../host/files-named.ts';
import { run } from '../host/run-tool.ts';
import { fetchSlirp } from './fetch-slirp.ts';
import { isRecent, versionOf } from './slirp-version.ts';
import type { Slirp } from './user-network.ts';

/**
 * slirp4netns, 1.2.0 or later: this machine's own, else that of its apt, unpacked into the cache.
 * @throws UmlRunError when there is none, with how to install it
 */
export async function provideSlirp(context: Context, path = process.env.PATH ?? ''): Promise<Slirp> {
  const own = await ownSlirp(context, path);
  return own === undefined ? fetchSlirp(context) : { path: own.path };
}

/**
 * @param path as the variable PATH has it
 * @returns the one of this machine that programs would start, unless it is too old
 */
export async function ownSlirp(
  context: Pick<Context, 'cache'>,
  path: string,
): Promise<(Slirp & { version: string }) | undefined> {
  // None that happens to lie in the current folder.
  const folders = path.split(delimiter).filter(isAbsolute);
  const program = filesNamed(['slirp4netns'], folders).find(isExecutable);
  const found = program && realPath(program);
  if (found === undefined) return undefined;
  const find = async () => (await run(found, ['--version'])).stdout;
  const said = await keptAnswer(context, `slirp4netns~${keyOf(found)}`, [found], isText, find);
  const version = versionOf(said);
  return version !== undefined && isRecent(version) ? { path: found, version } : undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
