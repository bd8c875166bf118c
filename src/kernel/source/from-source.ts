import type { Context } from '../../cache/context.ts';
import type { Kernel } from '../../model/provisions.ts';
import { readConfiguration } from '../compile/configuration.ts';
import type { KernelOptions } from '../kernel-options.ts';
import type { KernelSpec } from '../kernel-spec.ts';
import { tarballSource, treeSource } from './local-source.ts';
import { provideMade } from './provide-built.ts';
import { releaseSource } from './release-source.ts';
import type { KernelSource } from './source.ts';
import { urlSource } from './url-source.ts';

/** A spec that names a source; a path is that of a source tree. */
export type SourceSpec = Extract<KernelSpec, { kind: 'release' | 'tarball' | 'url' | 'path' }>;

/**
 * A kernel that is built from what the spec names.
 * @throws UmlRunError as `provideKernel`
 */
export async function provideFromSource(spec: SourceSpec, options: KernelOptions, context: Context): Promise<Kernel> {
  // First: a file that is not there is nothing to wait minutes for.
  const configuration = await readConfiguration(options.configuration ?? []);
  return provideMade(await sourceOf(spec, options, context), configuration, options, context);
}

function sourceOf(spec: SourceSpec, options: KernelOptions, context: Context): KernelSource | Promise<KernelSource> {
  switch (spec.kind) {
    case 'release':
      return releaseSource(spec.text, spec.version, options, context);
    case 'tarball':
      return tarballSource(spec.text, spec.path, context);
    case 'url':
      return urlSource(spec.text, context);
    case 'path':
      return treeSource(spec.text, spec.path, context);
  }
}
