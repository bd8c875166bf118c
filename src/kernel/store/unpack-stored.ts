import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import type { EntryFolders } from '../../cache/recipe.ts';
import { parseJson } from '../../cache/validate.ts';
import { isRunnable } from '../../elf/architecture.ts';
import { type Elf, readElf, unlessDamaged } from '../../elf/elf.ts';
import { digestOf } from '../../fs/digest.ts';
import { placeOn } from '../../net/mirror.ts';
import { withLoaderHere } from '../distro/fetch-libc.ts';
import { loaderPath } from '../distro/relocate.ts';
import { askRelease } from '../kernel-executable.ts';
import { executableName, isKernelRecord, type KernelRecord, writeRecord } from '../kernel-record.ts';
import { fetchAsset } from './fetch-asset.ts';
import { modeOf, readFiles, type StoreFiles, untrusted } from './store-archive.ts';
import type { StoredKernel } from './store-index.ts';
import type { StorePlace } from './store-place.ts';

/**
 * Fills the folder of an entry with a kernel of a store. Nothing of it is run before all of it is what the index says.
 * @throws UmlRunError `download-failed`, `download-untrusted`, or
 * `kernel-unsuitable` when it does not start here
 */
export async function unpackStored(
  stored: StoredKernel,
  place: StorePlace,
  { folder, scratch }: EntryFolders,
  context: Context,
): Promise<void> {
  const { release, asset, config } = stored;
  const name = String(placeOn(place, asset));
  const files = await readFiles(await fetchAsset(`Linux ${release}`, stored, place, context), name);
  const record = recordOf(files, stored, name);
  if (digestOf(files.get('config') ?? Buffer.alloc(0)) !== config)
    throw untrusted(name, 'has another configuration than the index says');
  await writeFiles(files, folder);
  const executable = join(folder, executableName);
  requireLinking(requireUml(executable, files, name), files, stored, name);
  const version = await withLoaderHere(folder, () => askRelease(executable, name, scratch));
  if (version !== record.version) throw untrusted(name, `is Linux ${version} instead of ${record.version}`);
  await writeRecord(folder, {
    version,
    source: `from the store "${place.name}": ${record.source}`,
    origin: { ...known(record.origin), release, store: place.name, flavour: stored.flavour },
  });
}

/** Reports and terminals show it. */
const shownSource = /^\P{Cc}{1,1000}$/u;

function recordOf(files: StoreFiles, { release }: StoredKernel, name: string): KernelRecord {
  const record = parseJson(files.get('kernel.json')?.toString('utf8') ?? '', isKernelRecord);
  if (!record || !shownSource.test(record.source) || !files.has(executableName))
    throw untrusted(name, 'lacks the kernel or what is known of it');
  if (record.version.replace(/-.*/, '') === release) return record;
  throw untrusted(name, `has Linux ${record.version} instead of ${release}`);
}

function requireUml(executable: string, files: StoreFiles, name: string): Elf {
  const elf = unlessDamaged(() => readElf(executable));
  if (!elf || !isRunnable(elf, 'x86_64')) throw untrusted(name, 'has a kernel that is no program for x86-64');
  // Such a kernel carries its configuration.
  if (!files.get(executableName)?.includes('CONFIG_UML=y'))
    throw untrusted(name, 'has a kernel that is not User Mode Linux');
  return elf;
}

function requireLinking({ interpreter }: Elf, files: StoreFiles, { flavour }: StoredKernel, name: string): void {
  if (flavour === 'base-static' && interpreter !== undefined) throw untrusted(name, 'has a kernel that is not static');
  // It has room for any path of the loader, and names none.
  if (files.has(loaderPath) && !/^\/+$/.test(interpreter ?? ''))
    throw untrusted(name, 'has a C library, which its kernel does not take');
}

/** What an archive says of its kernel cannot make it one of another place. */
function known({ compiler, configuration, linking, sha256 }: KernelRecord['origin']): KernelRecord['origin'] {
  const all = Object.entries({ compiler, configuration, linking, sha256 });
  return Object.fromEntries(all.flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])));
}

/** Writes what an archive holds into a folder that exists. */
export async function writeFiles(files: StoreFiles, folder: string): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content, { mode: modeOf(path) });
  }
}
