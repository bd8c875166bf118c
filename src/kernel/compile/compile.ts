/** Builds what was configured. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Configured, Linking } from './configure.ts';
import type { Job } from './job.ts';
import { hasModules, installModules, requireDepmod } from './modules.ts';
import { runMake } from './run-make.ts';
import { sourceFixVariables } from './source-fixes.ts';
import { linkVariables } from './workarounds.ts';

export interface Built {
  /** Absolute path of the stripped executable. */
  executable: string;
  /** `uname -r`. */
  release: string;
  linking: Linking;
  /** Folder that holds `<release>/modules.dep`, where the configuration has modules. */
  modules?: string;
}

/** Objects made so far, of about how many. */
export type BuildProgress = (done: number, about: number) => void;

/**
 * @param output folder for what is built, on the same disk as the job's; what an earlier build left there is replaced
 * @throws UmlRunError `kernel-build-failed` with the compiler's first errors
 */
export async function build(
  job: Job,
  configured: Configured,
  output: string,
  progress?: BuildProgress,
): Promise<Built> {
  const withModules = hasModules(configured);
  if (withModules) await requireDepmod();
  const about = estimateSteps(configured);
  let done = 0;
  const targets = withModules ? ['linux', 'modules'] : ['linux'];
  const variables = [
    `KCFLAGS=${compilerFlags(job, configured).join(' ')}`,
    ...(await sourceFixVariables(job)),
    ...(await linkVariables(job, configured.values)),
  ];
  await runMake(job, [...variables, ...targets], () => {
    done++;
    progress?.(Math.min(done, about), about);
  });
  const release = (await readFile(join(job.folder, 'include/config/kernel.release'), 'utf8')).trim();
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const executable = join(output, 'linux');
  await execa('strip', ['-o', executable, join(job.folder, 'linux')]);
  const built = { executable, release, linking: configured.linking };
  return withModules ? { ...built, modules: await installModules(job, release, join(output, 'modules')) } : built;
}

/**
 * The bytes must not tell where the sources and the build were. The build's own folder is seen in debug information
 * only; where there is none, it stays out of the command line, so that ccache knows a file again that it compiled
 * elsewhere.
 */
function compilerFlags({ tree, folder }: Job, { values }: Configured): string[] {
  const seen = values.has('DEBUG_INFO') ? [tree.path, folder] : [tree.path];
  // Where the sources are links, the paths in dependency files must stay the links'.
  return [...seen.map((path) => `-ffile-prefix-map=${path}/=`), '-fno-canonical-system-headers'];
}

/** Each symbol that is set stands for so many files; measured with 5.10 to 7.2. */
function estimateSteps({ values }: Configured): number {
  const enabled = [...values.values()].filter((value) => value === 'y' || value === 'm').length;
  return Math.round(400 + 2.9 * enabled);
}
