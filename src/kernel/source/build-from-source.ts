/** Fills the folder of an entry with a kernel made from its source. */
import { chmod, copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import type { EntryFolders } from '../../cache/recipe.ts';
import { tool } from '../../host/run-tool.ts';
import { withTemporaryFolder } from '../../host/with-temporary-folder.ts';
import { messageOf, UmlRunError } from '../../model/errors.ts';
import type { Architecture } from '../../model/provisions.ts';
import { buildableTree, isUnsafeForKbuild } from '../compile/buildable.ts';
import { type Compiler, findCompiler } from '../compile/compiler.ts';
import type { Configuration } from '../compile/configuration.ts';
import { describeDropped } from '../compile/configure.ts';
import { hiddenTools } from '../compile/hidden-tools.ts';
import type { Job } from '../compile/job.ts';
import { mayHaveModules, requireDepmod } from '../compile/modules.ts';
import { readTree } from '../compile/source-tree.ts';
import { buildReady, type CheckBoots, type ReadyKernel } from '../compile/verify.ts';
import { workarounds } from '../compile/workarounds.ts';
import { executableName, writeRecord } from '../kernel-record.ts';
import { readLocalKernel } from '../local-kernel.ts';
import type { KernelSource } from './source.ts';

export interface KernelRecipe {
  source: KernelSource;
  configuration: Configuration;
  architecture: Architecture;
  checkBoots: CheckBoots;
}

/** @throws UmlRunError when the source is none, or no kernel that boots comes of it; the signal's reason */
export async function makeKernel(
  recipe: KernelRecipe,
  folder: string,
  scratch: string,
  context: Context,
): Promise<void> {
  // Before minutes go into fetching and unpacking what cannot be built here.
  if (!recipe.source.mayBeReady) await requireTools(recipe);
  const fetched = await recipe.source.fetch(scratch);
  if ((await stat(fetched)).isFile()) return adopt(recipe, fetched, folder, context);
  await withBuildFolder(scratch, (work) => buildFrom(fetched, recipe, { folder, scratch: work }, context));
}

async function requireTools({ configuration, architecture }: KernelRecipe): Promise<Compiler> {
  if (mayHaveModules(configuration)) await requireDepmod();
  return findCompiler(architecture);
}

/** An executable that was fetched is ready when it has booted once, as one that was built. */
async function adopt(
  { source, architecture, checkBoots }: KernelRecipe,
  file: string,
  folder: string,
  { log, signal }: Context,
): Promise<void> {
  const executable = join(folder, executableName);
  await copyFile(file, executable);
  await chmod(executable, 0o755);
  const { release } = await readLocalKernel(source.spec, executable, architecture);
  log.progress(`booting Linux ${release} once`);
  await checkBoots(executable, signal).catch((cause) => {
    signal?.throwIfAborted();
    throw new UmlRunError('kernel-build-failed', `kernel "${source.spec}" does not boot here: ${messageOf(cause)}`, {
      cause,
    });
  });
  await writeRecord(folder, { version: release, source: `fetched from ${source.name}`, origin: source.origin });
}

/** kbuild allows no spaces and colons in its path, which the cache's may have. */
function withBuildFolder(scratch: string, work: (folder: string) => Promise<void>): Promise<void> {
  return isUnsafeForKbuild(scratch) ? withTemporaryFolder(work) : work(scratch);
}

async function buildFrom(
  sources: string,
  recipe: KernelRecipe,
  { folder, scratch: work }: EntryFolders,
  { log, signal }: Context,
): Promise<void> {
  const tree = await readTree(sources);
  const { source, configuration, architecture, checkBoots } = recipe;
  const compiler = await requireTools(recipe);
  await mkdir(join(work, 'double'));
  const job: Job = {
    tree: await buildableTree(tree, join(work, 'double')),
    folder: join(work, 'objects'),
    architecture,
    compiler,
    hidden: hiddenTools(configuration),
    ...(signal && { signal }),
  };
  for (const note of workarounds(job).notes) log.info(note);
  log.progress(`configuring Linux ${tree.version}`);
  const ready = await buildReady(job, configuration, join(work, 'built'), checkBoots, (done, about) =>
    log.progress(`building Linux ${tree.version}: ${done} of about ${about} steps`),
  );
  await source.check?.();
  for (const note of notesOf(ready, tree.version)) log.info(note);

  await tool('mv', [ready.executable, join(folder, executableName)], { signal });
  if (ready.modules) await tool('mv', [ready.modules, join(folder, 'modules')], { signal });
  const names = configuration.fragments.map(({ name }) => name).join(', ');
  await writeRecord(folder, {
    version: ready.release,
    source: `built from ${source.name} (${names}; ${architecture === 'i386' ? 'i386; ' : ''}${compiler.version})`,
    origin: { ...source.origin, configuration: names, compiler: compiler.version, linking: ready.linking },
  });
}

function notesOf({ notes, configured }: ReadyKernel, version: string): string[] {
  const dropped = describeDropped(configured.dropped);
  const without = `Linux ${version} is built without what it does not have: ${dropped.join('; ')}`;
  return dropped.length > 0 ? [...notes, without] : notes;
}
