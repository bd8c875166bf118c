import type { Context } from '../../cache/context.ts';
import { removeEntry } from '../../cache/entries.ts';
import { entry } from '../../cache/entry.ts';
import { locked } from '../../cache/lock.ts';
import type { Kernel } from '../../model/provisions.ts';
import { buildKey } from '../compile/build-key.ts';
import { identifyCompiler } from '../compile/compiler.ts';
import type { Configuration } from '../compile/configuration.ts';
import type { KernelOptions } from '../kernel-options.ts';
import { readyKernel } from '../ready-kernel.ts';
import { makeKernel } from './build-from-source.ts';
import type { KernelSource } from './source.ts';

/**
 * A kernel made from its source, ready to run: from the cache, else made now and booted once.
 * @throws UmlRunError when the source or the configuration is wrong (of the kind `usage`) or no kernel comes of it
 * (`machine`)
 */
export async function provideMade(
  source: KernelSource,
  configuration: Configuration,
  options: KernelOptions,
  context: Context,
): Promise<Kernel> {
  const { architecture = 'x86_64' } = options;
  const key = buildKey(source.digest, configuration, await identifyCompiler(context), architecture);
  if (options.rebuild) await removeEntry(context, 'kernels', key);
  const recipe = { source, configuration, architecture, checkBoots: options.checkBoots };
  // Each build takes all processors: several at once would only take more memory.
  const make = (folder: string, scratch: string) =>
    locked(context, 'another kernel', () => makeKernel(recipe, folder, scratch, context));
  const ready = await entry(context, 'kernels', key, make);
  return readyKernel(source.spec, ready);
}
