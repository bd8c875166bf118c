import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isPackage, type Package } from '../apt/apt.ts';
import { unpackDeb } from '../apt/deb.ts';
import { fetchMachinePackage, machinePackage } from '../apt/machine-package.ts';
import type { Context } from '../cache/context.ts';
import { entry } from '../cache/entry.ts';
import { cachedLookup } from '../cache/lookups.ts';
import type { EntryFolders } from '../cache/recipe.ts';
import { lastLines, run } from '../host/run-tool.ts';
import { UmlRunError } from '../model/errors.ts';
import { isRecent, oldest, versionOf } from './slirp-version.ts';
import type { Slirp } from './user-network.ts';

/** Increase it whenever something else is made from the same packages. */
const layout = 1;

/** The packages that have what it needs besides the C library, by the name of the library: of two, a suite has one. */
const packagesOf: Record<string, string[]> = {
  'libslirp.so.0': ['libslirp0'],
  'libglib-2.0.so.0': ['libglib2.0-0', 'libglib2.0-0t64'],
  'libseccomp.so.2': ['libseccomp2'],
  'libpcre2-8.so.0': ['libpcre2-8-0'],
  'libpcre.so.3': ['libpcre3'],
};

/**
 * slirp4netns of this machine's apt, unpacked into the cache with its libraries.
 * @throws UmlRunError `tool-missing` when it cannot be had so
 */
export async function fetchSlirp(context: Context): Promise<Slirp> {
  try {
    const name = 'slirp4netns';
    const found = await cachedLookup(context, name, { isValid: isPackage }, () => machinePackage(name, context));
    const { version, architecture, sha256 } = found;
    const key = [`${name}-${layout}`, version, architecture, sha256.slice(0, 16)].join('_').replaceAll(':', '-');
    const { folder } = await entry(context, 'tools', key, (folder, scratch) =>
      unpackAll(found, { folder, scratch }, context),
    );
    return { path: join(folder, name), libraries: join(folder, 'lib') };
  } catch (cause) {
    context.signal?.throwIfAborted();
    if (!(cause instanceof UmlRunError)) throw cause;
    throw new UmlRunError(
      'tool-missing',
      `--network user needs slirp4netns ${oldest} or later: ${cause.message}; or install it: apt-get install slirp4netns`,
      { cause },
    );
  }
}

async function unpackAll(slirp: Package, { folder, scratch }: EntryFolders, context: Context): Promise<void> {
  const libraries = join(folder, 'lib');
  const program = join(folder, slirp.name);
  await mkdir(libraries);
  await copyFile(join(await unpack(slirp, scratch, context), 'usr/bin', slirp.name), program);
  // Those of this machine, too: another one may have the cache next.
  for (const known = new Set<string>(); ; ) {
    const [next] = (await neededBy(program, libraries)).filter((name) => packagesOf[name] && !known.has(name));
    if (next === undefined) break;
    known.add(next);
    await addLibrary(next, libraries, scratch, context);
  }
  const { stdout, stderr } = await run(program, ['--version'], { environment: { LD_LIBRARY_PATH: libraries } });
  requireRecent(versionOf(stdout), stderr);
}

/** @returns names of the libraries that the loader looks for */
async function neededBy(program: string, libraries: string): Promise<string[]> {
  const environment = { LD_TRACE_LOADED_OBJECTS: '1', LD_LIBRARY_PATH: libraries };
  const { stdout } = await run(program, [], { environment });
  return Array.from(stdout.matchAll(/^\s*(\S+) => /gm), ([, name = '']) => name);
}

function requireRecent(version: string | undefined, stderr: string): void {
  if (version === undefined)
    throw new UmlRunError('archive-unavailable', `that of apt does not start: ${lastLines(stderr)}`);
  if (!isRecent(version)) throw new UmlRunError('archive-unavailable', `apt on this machine has ${version}`);
}

async function addLibrary(name: string, libraries: string, scratch: string, context: Context): Promise<void> {
  const [first = '', other] = packagesOf[name] ?? [];
  const found = await machinePackage(first, context).catch((error: unknown) => {
    if (other === undefined) throw error;
    return machinePackage(other, context);
  });
  const files = await unpack(found, scratch, context);
  // A link is followed: what it leads to is copied.
  for (const place of ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'])
    for (const file of await readdir(join(files, place)).catch(() => []))
      if (file === name) await copyFile(join(files, place, file), join(libraries, name));
}

/** @returns the folder with its files */
async function unpack(wanted: Package, scratch: string, context: Context): Promise<string> {
  context.log.progress(`fetching ${wanted.name} ${wanted.version}`);
  const deb = await fetchMachinePackage(wanted, join(scratch, `${wanted.name}-deb`), context);
  const files = join(scratch, wanted.name);
  await unpackDeb(deb, files, context);
  return files;
}
