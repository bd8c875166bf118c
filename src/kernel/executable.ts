import { type Kernel, UmlRunError } from '../model.ts';
import { digestOf } from '../store/manifest.ts';
import { type LocalKernel, readExecutable } from './build/executable.ts';

/**
 * A kernel that the user has built: it is run where it lies.
 * @throws UmlRunError `usage` when it is no User Mode Linux kernel that runs here
 */
export async function provideExecutable(spec: string, file: string): Promise<Kernel> {
  const { path, release } = await readLocalKernel(spec, file);
  return { spec, name: release, version: release, source: `the file ${path}`, path, sha256: await digestOf(path) };
}

/** @throws UmlRunError `usage`, too, for a kernel of 32 bits: the programs in its guests would have to be of i386 */
export async function readLocalKernel(spec: string, file: string): Promise<LocalKernel> {
  const kernel = await readExecutable(file);
  if (kernel.config.get('64BIT') === 'y') return kernel;
  throw new UmlRunError('usage', `kernel "${spec}" is of 32 bits (no CONFIG_64BIT), and guests are x86-64 only`);
}
