/** A kernel is ready when it has booted, not when it has linked. */
import { readElf, unlessDamaged } from '../../elf/elf.ts';
import { messageOf, UmlRunError } from '../../model/errors.ts';
import { type BuildProgress, type Built, build } from './compile.ts';
import type { Configuration } from './configuration.ts';
import { type Configured, configure } from './configure.ts';
import { mergeFragments } from './fragment.ts';
import type { Job } from './job.ts';

/** Boots a kernel to its first user process, and rejects with the console's words when it does not get there. */
export type CheckBoots = (executable: string, signal?: AbortSignal) => Promise<void>;

/**
 * @throws UmlRunError `kernel-build-failed` that says which kernel did not boot, with what the boot said; the signal's
 * reason
 */
export async function verify(
  { executable, release, linking }: Built,
  checkBoots: CheckBoots,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await checkBoots(executable, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new UmlRunError(
      'kernel-build-failed',
      `Linux ${release} was built (${linking}), but does not boot here: ${messageOf(cause)}`,
      { cause },
    );
  }
}

export interface ReadyKernel extends Built {
  configured: Configured;
  /** For the user: what was tried and given up. */
  notes: string[];
}

/**
 * Configures, builds and boots: with a static link where the configuration allows it, so that the kernel is independent
 * of this machine's C library; with a dynamic one where it does not, or where the static one does not link (old kernels
 * with modules name functions that the C library has lost) or boot. What is compiled already is not compiled again.
 */
export async function buildReady(
  job: Job,
  configuration: Configuration,
  output: string,
  checkBoots: CheckBoots,
  progress?: BuildProgress,
): Promise<ReadyKernel> {
  const make = async (configured: Configured, notes: string[]): Promise<ReadyKernel> => {
    const built = await build(job, configured, output, progress);
    requireStatic(built, configuration);
    await verify(built, checkBoots, job.signal);
    return { ...built, configured, notes };
  };
  const configured = await configure(job, configuration, 'static');
  if (configured.linking === 'dynamic') return make(configured, []);
  try {
    return await make(configured, []);
  } catch (error) {
    if (!(error instanceof UmlRunError)) throw error;
    const dynamic = await configure(job, configuration, 'dynamic');
    // The user's own fragment insists.
    if (dynamic.linking === 'static') throw error;
    return make(dynamic, [
      `Linux ${job.tree.version} is linked dynamically, because a static one fails: ${firstLines(error)}`,
    ]);
  }
}

/** Whoever names a static link, as `base-static` does, wants a kernel that needs no loader. */
function requireStatic({ executable, release }: Built, { fragments }: Configuration): void {
  const wanted = mergeFragments(fragments).find(({ symbol, value }) => symbol === 'STATIC_LINK' && value === 'y');
  if (!wanted || unlessDamaged(() => readElf(executable))?.interpreter === undefined) return;
  throw new UmlRunError(
    'kernel-build-failed',
    `Linux ${release} is not static, although ${wanted.fragment.name} asks for it: see CONFIG_STATIC_LINK in ` +
      'arch/um/Kconfig of its sources',
  );
}

/** The error itself, without what make or the console said further. */
function firstLines({ message }: UmlRunError): string {
  return message.split('\n').slice(0, 2).join(' ');
}
