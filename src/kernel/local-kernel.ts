import { digestOfFile } from '../fs/digest.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Architecture, Kernel } from '../model/provisions.ts';
import { type LocalKernel, readExecutable } from './kernel-executable.ts';
import { lacksXstate } from './needs-xstate.ts';

/**
 * A kernel that the user has built: it is run where it lies.
 * @throws UmlRunError `kernel-unsuitable` when it is not a User Mode Linux kernel that runs here
 */
export async function provideExecutable(spec: string, file: string, architecture?: Architecture): Promise<Kernel> {
  const { path, release } = await readLocalKernel(spec, file, architecture);
  return { spec, name: release, version: release, source: `the file ${path}`, path, sha256: await digestOfFile(path) };
}

/**
 * @throws UmlRunError `kernel-unsuitable`, too, for a kernel for another kind of programs than was asked for;
 * `processor-unsuitable` for one that would die on this machine's processor
 */
export async function readLocalKernel(
  spec: string,
  file: string,
  architecture: Architecture = 'x86_64',
  isExceeded?: () => boolean,
): Promise<LocalKernel> {
  const kernel = await readExecutable(file);
  const own: Architecture = kernel.config.get('64BIT') === 'y' ? 'x86_64' : 'i386';
  if (own !== architecture)
    throw new UmlRunError(
      'kernel-unsuitable',
      `kernel "${spec}" is for programs of ${own}; use it with --kernel-arch ${own}`,
    );
  if (await lacksXstate({ path: kernel.path, version: kernel.release }, isExceeded))
    throw new UmlRunError(
      'processor-unsuitable',
      `kernel "${spec}" is Linux ${kernel.release} and static: it cannot run on this machine, whose processor has more ` +
        'register state (XSTATE, with AMX) than User Mode Linux before 6.13 has room for; ' +
        'link it dynamically (CONFIG_STATIC_LINK=n), have uml-run build it from its source, or use 6.13 or later',
    );
  return kernel;
}
