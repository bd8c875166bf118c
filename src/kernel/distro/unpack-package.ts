import { cp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Apt, download } from '../../apt/apt.ts';
import { unpackDeb } from '../../apt/deb.ts';
import { openPrivateApt } from '../../apt/private-apt.ts';
import type { Context } from '../../cache/context.ts';
import type { EntryFolders } from '../../cache/recipe.ts';
import { isNewer, type Needs, readNeeds } from '../../elf/glibc-needs.ts';
import { withoutDebug } from '../../elf/without-debug.ts';
import { UmlRunError } from '../../model/errors.ts';
import { reportProgress } from '../../net/report-progress.ts';
import { askVersion } from '../ask-release.ts';
import { hostGlibc } from '../host-glibc.ts';
import { executableName, writeRecord } from '../kernel-record.ts';
import { bootModules } from '../network-modules.ts';
import { packageName } from './candidates.ts';
import { fetchLibc, withLoaderHere } from './fetch-libc.ts';
import type { KernelCandidate } from './suites.ts';

const modulesPath = 'usr/lib/uml/modules';

/** A package whose files lie in a folder; they are moved out of it. */
export interface UnpackedPackage {
  /** For people. */
  name: string;
  candidate: KernelCandidate;
  /** Of its suite. */
  apt: Apt;
  /** Absolute path. */
  files: string;
}

/** Fetches a package and unpacks it. @param scratch folder for both */
export async function unpackPackage(
  candidate: KernelCandidate,
  scratch: string,
  context: Context,
): Promise<UnpackedPackage> {
  const name = `${packageName} ${candidate.version} (${candidate.suite})`;
  context.log.progress(`fetching ${name}`);
  const apt = await openPrivateApt(candidate.folder);
  const deb = await download(apt, candidate, join(scratch, 'deb'), context, reportProgress(name, context.log));
  const files = join(scratch, 'files');
  context.log.progress(`unpacking ${name}`);
  await unpackDeb(deb, files, context);
  return { name, candidate, apt, files };
}

/** Moves the modules of its kernel to a folder that is not there yet. */
export async function takeModules({ files, name }: UnpackedPackage, folder: string): Promise<void> {
  await take(files, modulesPath, folder, name);
  await shrinkModules(folder);
}

/**
 * Fills the folder of an entry with its kernel, the C library it needs where this machine's is too old, and of its modules
 * those that every boot loads.
 * @param provideModules gives the absolute path of the folder with all of them; called once all else is right
 */
export async function takeKernel(
  { files, name, candidate, apt }: UnpackedPackage,
  provideModules: () => Promise<string>,
  { folder, scratch }: EntryFolders,
  context: Context,
): Promise<void> {
  const executable = join(folder, executableName);
  await take(files, 'usr/bin/linux.uml', executable, name);
  const needs = needsOf(executable, name);
  const origin: Record<string, string> = { package: packageName, version: candidate.version, suite: candidate.suite };
  if (needs.glibc !== undefined && isNewer(needs.glibc, await hostGlibc(context))) {
    origin.libc = await fetchLibc(apt, needs, { folder, scratch }, context);
  }
  const version = await withLoaderHere(folder, () => askVersion(executable, name, context));
  if (!(await readdir(join(files, modulesPath)).catch((): string[] => [])).includes(version)) {
    throw new UmlRunError('archive-unavailable', `${name}: its modules are not those of its kernel, ${version}`);
  }
  await copyBootModules(join(await provideModules(), version), join(folder, 'modules', version));
  await writeRecord(folder, { version, source: `Debian package ${name}`, origin, hasLaterModules: true });
}

/** Those that every boot loads, and the lists in which programs and the kernel look for others. */
async function copyBootModules(from: string, to: string): Promise<void> {
  const lists = (await readdir(from)).filter((name) => name !== 'kernel');
  for (const path of [...lists, ...bootModules(from)]) await cp(join(from, path), join(to, path), { recursive: true });
}

function needsOf(executable: string, name: string): Needs {
  try {
    return readNeeds(executable);
  } catch (cause) {
    throw new UmlRunError('archive-unavailable', `${name}: its linux.uml is not an executable`, { cause });
  }
}

/** Debugging information is of no use to the kernel, and would make each cached copy 170 MB instead of 35. */
async function shrinkModules(folder: string): Promise<void> {
  for (const path of await readdir(folder, { recursive: true })) {
    if (!path.endsWith('.ko')) continue;
    const module = join(folder, path);
    await writeFile(module, withoutDebug(await readFile(module)));
  }
}

async function take(files: string, path: string, to: string, name: string): Promise<void> {
  try {
    await rename(join(files, path), to);
  } catch (cause) {
    throw new UmlRunError(
      'archive-unavailable',
      `${name} does not have ${path}: it is not the package that was expected`,
      { cause },
    );
  }
}
