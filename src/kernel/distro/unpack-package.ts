import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { download } from '../../apt/apt.ts';
import { unpackDeb } from '../../apt/deb.ts';
import { openPrivateApt } from '../../apt/private-apt.ts';
import type { Context } from '../../cache/context.ts';
import { isNewer, type Needs, readNeeds } from '../../elf/glibc-needs.ts';
import { withoutDebug } from '../../elf/without-debug.ts';
import { UmlRunError } from '../../model/errors.ts';
import { reportProgress } from '../../net/report-progress.ts';
import { askVersion } from '../ask-release.ts';
import { hostGlibc } from '../host-glibc.ts';
import { executableName, writeRecord } from '../kernel-record.ts';
import { packageName } from './candidates.ts';
import { fetchLibc, withLoaderHere } from './fetch-libc.ts';
import type { KernelCandidate } from './suites.ts';

/**
 * Fills the folder of an entry with the package's kernel and modules, and the C library it needs where this machine's
 * is too old.
 */
export async function makeFromPackage(
  candidate: KernelCandidate,
  folder: string,
  scratch: string,
  context: Context,
): Promise<void> {
  const name = `${packageName} ${candidate.version} (${candidate.suite})`;
  context.log.progress(`fetching ${name}`);
  const apt = await openPrivateApt(candidate.folder);
  const deb = await download(apt, candidate, join(scratch, 'deb'), context, reportProgress(name, context.log));
  const files = join(scratch, 'files');
  context.log.progress(`unpacking ${name}`);
  await unpackDeb(deb, files, context);
  await take(files, 'usr/bin/linux.uml', join(folder, executableName), name);
  await take(files, 'usr/lib/uml/modules', join(folder, 'modules'), name);
  await shrinkModules(join(folder, 'modules'));

  const executable = join(folder, executableName);
  const needs = needsOf(executable, name);
  const origin: Record<string, string> = { package: packageName, version: candidate.version, suite: candidate.suite };
  if (needs.glibc !== undefined && isNewer(needs.glibc, await hostGlibc(context))) {
    origin.libc = await fetchLibc(apt, needs, { folder, scratch }, context);
  }
  const version = await withLoaderHere(folder, () => askVersion(executable, name, context));
  if (!(await readdir(join(folder, 'modules'))).includes(version)) {
    throw new UmlRunError('archive-unavailable', `${name}: its modules are not those of its kernel, ${version}`);
  }
  await writeRecord(folder, { version, source: `Debian package ${name}`, origin });
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
