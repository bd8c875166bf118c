import type { Architecture } from '../model/provisions.ts';
import type { CheckBoots } from './compile/verify.ts';
import type { CandidatesOptions } from './distro/candidates.ts';
import type { Mode } from './kernel-mode.ts';
import type { StoreOptions } from './store/store-place.ts';

/** What the user chose about kernels, and what this step cannot do itself. */
export interface KernelOptions extends CandidatesOptions, Mode, StoreOptions {
  /** Where releases come from: a URL or a folder laid out as kernel.org's; default: kernel.org. */
  mirror?: string;
  /** Built-in names or paths of configuration fragments, for kernels that are built; default: `base`. */
  configuration?: string[];
  /** What kernels are for; default: `x86_64`. */
  architecture?: Architecture;
  /** Build again what is in the cache already. */
  rebuild?: boolean;
  /** Boots a kernel that was built, before it counts as ready. */
  checkBoots: CheckBoots;
}
