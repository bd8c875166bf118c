import { type Kernel, UmlRunError } from '../model.ts';
import type { Store } from '../store/store.ts';
import { provideDistro } from './distro/distro.ts';
import type { OffersOptions } from './distro/offers.ts';
import { type KernelSpec, parseKernelSpec } from './spec.ts';

export interface KernelOptions extends OffersOptions {}

/**
 * A kernel that is ready to run: from the cache, else fetched or built. Its `name` is its version, which another kernel
 * of the run may share.
 * @throws UmlRunError `usage` when the spec means nothing that exists, `machine` when it cannot be had; the signal's reason
 */
export async function provideKernel(
  wanted: KernelSpec | string,
  options: KernelOptions,
  store: Store,
  signal?: AbortSignal,
): Promise<Kernel> {
  const spec = typeof wanted === 'string' ? parseKernelSpec(wanted) : wanted;
  switch (spec.kind) {
    case 'distro':
      return provideDistro(spec, options, store, signal);
    default:
      throw new UmlRunError(
        'usage',
        `kernel "${spec.text}": of kernel specs, this version knows distro and distro:6.1 only`,
      );
  }
}
