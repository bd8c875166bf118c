import { release } from 'node:os';
import type { Context } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import { provideKernel } from '../kernel/kernel.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel, Rootfs } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { rootfsHas } from '../rootfs/lookup.ts';
import { provideRootfs } from '../rootfs/rootfs.ts';
import { kernelOptions } from './kernel-settings.ts';
import { rootfsOptions, withLibraries } from './libraries.ts';
import { withPackages } from './packages.ts';

/** What guests are made from, ready on this machine. */
export interface Provisions {
  rootfs: Rootfs;
  /** Each with a name of its own. */
  kernels: Kernel[];
  /** Those that were planned, with the libraries that they run with here, and the `problem` of those that cannot. */
  tests: Test[];
}

/**
 * @param plan the tests, which may depend on what the rootfs has
 * @throws UmlRunError when the rootfs or a kernel cannot be had; the signal's reason
 */
export async function provision(
  plan: (rootfs: Rootfs) => Promise<Test[]>,
  options: Options,
  context: Context,
): Promise<Provisions> {
  const base = await provideRootfs(options.rootfs, rootfsOptions(options), context);
  const rootfs = await withPackages(base, options, context);
  const tests = await withLibraries(await plan(rootfs), rootfs, options, context);
  const kernels = await provideKernels(options, context);
  return { rootfs, kernels, tests: tests.map((test) => withInterpreter(test, rootfs)) };
}

async function provideKernels(options: Options, context: Context): Promise<Kernel[]> {
  // When one cannot be had the others, which may be building for minutes, are given up.
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(context.signal ? [context.signal] : [])]);
  const ends = await Promise.allSettled(
    options.kernels.map((spec) =>
      provideKernel(spec, kernelOptions(options), { ...context, signal }).catch((error) => {
        failure.abort(error);
        throw error;
      }),
    ),
  );
  signal.throwIfAborted();
  const kernels = named(ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : [])));
  const hosts = kernels.find(({ version }) => version === release());
  if (hosts)
    throw new UmlRunError(
      'kernel-unsuitable',
      `kernel ${hosts.spec} has the release of this machine's own, ${release()}`,
    );
  return kernels;
}

/** Kernels of one release have the spec in their names. */
function named(kernels: Kernel[]): Kernel[] {
  return kernels.map((kernel) => {
    const alone = kernels.filter(({ version }) => version === kernel.version).length === 1;
    return { ...kernel, name: alone ? kernel.version : `${kernel.version} (${kernel.spec})` };
  });
}

/** A script whose interpreter the rootfs lacks cannot start there. */
function withInterpreter(test: Test, rootfs: Rootfs): Test {
  const { program } = test;
  const { format, interpreter } = program;
  if (program.problem || format !== 'script' || !interpreter || rootfsHas(rootfs, interpreter)) return test;
  const problem = `its interpreter ${JSON.stringify(interpreter)} is not in the rootfs ${rootfs.spec}`;
  return { ...test, program: { ...program, problem } };
}
