import type { Check } from '../host/check.ts';
import { messageOf } from '../model/errors.ts';
import { findCompiler } from './compile/compiler.ts';
import { debianArchive } from './distro/debian-archive.ts';

/** Whether this machine can build kernels: which it has to where `auto` finds none in its apt. */
export async function checkCompiler(): Promise<Check> {
  const name = 'compiler';
  try {
    return { name, ok: true, found: (await findCompiler('x86_64')).version };
  } catch (error) {
    const hasPackages = await debianArchive(undefined, {}).then(
      () => true,
      () => false,
    );
    const found = hasPackages ? 'cannot build kernels' : 'cannot build kernels, and apt has none';
    return { name, ok: hasPackages, found, fix: messageOf(error) };
  }
}
