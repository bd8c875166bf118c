import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../cache/context.ts';
import { keyOf } from '../cache/digests.ts';
import { keptAnswer } from '../cache/kept-answers.ts';
import { isText, objectOf, oneOf } from '../cache/validate.ts';
import { digestOfFile } from '../fs/digest.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Architecture, Kernel } from '../model/provisions.ts';
import { readExecutable } from './kernel-executable.ts';
import { lacksXstate } from './needs-xstate.ts';

/**
 * A kernel that the user has built: it is run where it lies. As long as it looks the same it is not asked again what it
 * is.
 * @throws UmlRunError `kernel-unsuitable` when it is not a User Mode Linux kernel that runs here
 */
export async function provideExecutable(
  spec: string,
  file: string,
  context: Pick<Context, 'cache'>,
  architecture?: Architecture,
): Promise<Kernel> {
  const path = resolve(file);
  const real = await realpath(path).catch(() => path);
  const find = async () => ({ ...(await ask(path)), sha256: await digestOfFile(path) });
  const { sha256, ...answers } = await keptAnswer(context, `kernel~${keyOf(real)}`, [real], isKept, find);
  await requireSuitable({ spec, path, ...answers }, architecture);
  const { release } = answers;
  return { spec, name: release, version: release, source: `the file ${path}`, path, sha256 };
}

/** What an executable says that it is. */
interface Answers {
  /** `uname -r`. */
  release: string;
  architecture: Architecture;
}

const isKept = objectOf<Answers & { sha256: string }>({
  release: isText,
  architecture: oneOf('x86_64', 'i386'),
  sha256: isText,
});

async function ask(file: string): Promise<Answers> {
  const { release, config } = await readExecutable(file);
  return { release, architecture: config.get('64BIT') === 'y' ? 'x86_64' : 'i386' };
}

/**
 * @throws UmlRunError `kernel-unsuitable`, too, for a kernel for another kind of programs than was asked for;
 * `processor-unsuitable` for one that would die on this machine's processor
 */
export async function readLocalKernel(
  spec: string,
  file: string,
  architecture?: Architecture,
  isExceeded?: () => boolean,
): Promise<Answers> {
  const answers = await ask(file);
  await requireSuitable({ spec, path: file, ...answers }, architecture, isExceeded);
  return answers;
}

async function requireSuitable(
  { spec, path, release, architecture: own }: Answers & { spec: string; path: string },
  architecture: Architecture = 'x86_64',
  isExceeded?: () => boolean,
): Promise<void> {
  if (own !== architecture)
    throw new UmlRunError(
      'kernel-unsuitable',
      `kernel "${spec}" is for programs of ${own}; use it with --kernel-arch ${own}`,
    );
  if (await lacksXstate({ path, version: release }, isExceeded))
    throw new UmlRunError(
      'processor-unsuitable',
      `kernel "${spec}" is Linux ${release} and static: it cannot run on this machine, whose processor has more ` +
        'register state (XSTATE, with AMX) than User Mode Linux before 6.13 has room for; ' +
        'link it dynamically (CONFIG_STATIC_LINK=n), have uml-run build it from its source, or use 6.13 or later',
    );
}
