import manifest from '../../package.json' with { type: 'json' };
import type { Options } from '../config/options.ts';
import { repositoryOfAction, repositoryOfPackage, type StoreOptions } from '../kernel/store/store-place.ts';

/** The part of the options that is about the store of kernels. */
export function storeOptions({ kernelStore }: Pick<Options, 'kernelStore'>): StoreOptions {
  const repository = repositoryOfAction(process.env) ?? repositoryOfPackage(manifest);
  return {
    ...(kernelStore !== undefined && { store: kernelStore }),
    ...(repository !== undefined && { repository }),
  };
}
