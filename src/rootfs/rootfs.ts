import type { Context } from '../cache/context.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';
import { foreignProgram } from './foreign-program.ts';
import { hostRootfs } from './host-rootfs.ts';
import { provideMinimal } from './minimal/minimal.ts';
import { tellWhatItLacks } from './missing-parts.ts';
import type { RootfsOptions } from './rootfs-options.ts';
import { parseRootfsSpec, type RootfsSpec } from './rootfs-spec.ts';

/**
 * A root file system that is ready to boot from: from the cache, or made now. Nobody writes to it.
 * @throws UmlRunError a `rootfs-…` code when the spec names nothing that exists or nothing that guests can use; another
 *   code when it cannot be made here or downloaded; the signal's reason
 */
export async function provideRootfs(
  wanted: RootfsSpec | string,
  options: RootfsOptions,
  context: Context,
): Promise<Rootfs> {
  const spec = typeof wanted === 'string' ? parseRootfsSpec(wanted) : wanted;
  const rootfs = await provide(spec, options, context);
  const foreign = foreignProgram(rootfs);
  if (foreign)
    throw new UmlRunError(
      'rootfs-invalid',
      `rootfs "${rootfs.spec}" is for ${foreign.architecture} (${foreign.program}), but the kernels are x86-64: use one for x86_64`,
    );
  tellWhatItLacks(rootfs, context.log);
  return rootfs;
}

/** What a kind needs is loaded when it is asked for. */
async function provide(spec: RootfsSpec, options: RootfsOptions, context: Context): Promise<Rootfs> {
  switch (spec.kind) {
    case 'minimal':
      return provideMinimal(spec.text, options, context);
    case 'alpine':
      return (await import('./alpine/alpine.ts')).provideAlpine(spec, options, context);
    case 'host':
      return hostRootfs(spec.text, options.hide ?? []);
    case 'docker':
    case 'docker-archive':
    case 'oci':
      return (await import('./container/container.ts')).provideContainer(spec, options, context);
    case 'path':
      return (await import('./provide-path.ts')).providePath(spec, options, context);
  }
}
