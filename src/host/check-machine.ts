import type { Check } from './check.ts';
import { checkApt } from './check-apt.ts';
import { checkArchitecture } from './check-architecture.ts';
import { checkCpu } from './check-cpu.ts';
import { checkCacheFolder, checkTemporaryFolder } from './check-disk.ts';
import { checkMemoryFolder } from './check-memory-folder.ts';
import { checkPtrace } from './check-ptrace.ts';
import { checkUserNamespaces, describeLandlock, describeSeccomp, describeUser } from './check-sandbox.ts';
import { checkOptionalTool } from './check-tool.ts';
import { kernelUser } from './kernel-user.ts';

export type { Check } from './check.ts';
export { formatChecks } from './format-checks.ts';

export interface DoctorOptions {
  /** Where kernels and root file systems are kept; need not exist yet. */
  cacheFolder: string;
  /** Where guests keep their memory; default: the folder that a run would use. */
  memoryFolder?: string;
  /** Version of Landlock's interface; 0 for none. */
  landlockVersion: number;
  hasSeccompFilters: boolean;
}

/**
 * Finds out whether this machine can run User Mode Linux and what uml-run needs around it. Changes nothing but for a
 * small file in `memoryFolder`, which is removed again. Does not throw: what cannot be found out is a check that fails.
 *
 * @returns each check, in the order of what a run needs first
 */
export async function checkMachine({
  cacheFolder,
  memoryFolder,
  landlockVersion,
  hasSeccompFilters,
}: DoctorOptions): Promise<Check[]> {
  return Promise.all([
    checkArchitecture(),
    checkPtrace(),
    checkMemoryFolder(memoryFolder),
    checkApt(),
    checkCacheFolder(cacheFolder),
    checkTemporaryFolder(),
    checkOptionalTool('tar', 'no kernel is built, and the Actions cache is not used'),
    checkOptionalTool('xz', 'no kernel is built, and tarballs that it compressed cannot be read', 'xz-utils'),
    checkOptionalTool('zstd', 'tarballs that it compressed cannot be read'),
    checkOptionalTool('dpkg-deb', 'kernels and root file systems from packages cannot be unpacked', 'dpkg'),
    checkCpu(),
    checkUserNamespaces(),
    describeLandlock(landlockVersion),
    describeSeccomp(hasSeccompFilters),
    describeUser(kernelUser(), process.getuid?.() === 0),
  ]);
}
