import type { Configuration } from './configuration.ts';
import { mergeFragments } from './fragment.ts';

/** By the symbol that needs a tool, the kernel's variable for it. */
const tools = { RUST: 'RUSTC', DEBUG_INFO_BTF: 'PAHOLE' };

/**
 * Kconfig writes down which version of these tools a machine has, whether they are used or not, and the kernel has its
 * configuration in it: the same input would give other bytes on another machine. They are hidden unless a fragment names
 * what they are for.
 * @returns words for make's command line
 */
export function hiddenTools({ fragments }: Configuration): string[] {
  const named = new Set(mergeFragments(fragments).map(({ symbol }) => symbol));
  return Object.entries(tools)
    .filter(([symbol]) => !named.has(symbol))
    .map(([, variable]) => `${variable}=hidden-by-uml-run`);
}
