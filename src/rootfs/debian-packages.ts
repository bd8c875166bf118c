import { readFileSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runApt, update } from '../apt/apt.ts';
import { aptWords } from '../apt/apt-words.ts';
import { type AptSource, privateApt } from '../apt/private-apt.ts';
import { type Context, requireNetwork } from '../cache/context.ts';
import { cachedLookup } from '../cache/lookups.ts';
import { arrayOf, isText } from '../cache/validate.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';
import type { PackageFiles } from './alpine/alpine-packages.ts';
import { fileInRootfs } from './lookup.ts';

/**
 * Packages of a Debian archive, for a tree of the same distribution. This machine's apt chooses them, by what the tree
 * has, and checks their signatures; the tree's own `dpkg` installs them.
 *
 * @param identity stands for the rootfs and the names
 * @param source where packages of a suite come from
 */
export async function debianPackages(
  { rootfs, names, identity }: { rootfs: Rootfs; names: string[]; identity: string },
  source: (suite: string) => Promise<AptSource>,
  context: Context,
): Promise<PackageFiles> {
  const suite = suiteOf(rootfs);
  const status = fileInRootfs(rootfs, '/var/lib/dpkg/status');
  if (status === undefined)
    throw new UmlRunError('rootfs-invalid', `--rootfs-packages: rootfs "${rootfs.spec}" has no /var/lib/dpkg/status`);
  const folder = join(context.cache.folder, 'apt', `rootfs-${suite}`);
  const open = async () => privateApt(folder, await source(suite), context);
  const what = 'what --rootfs-packages installs';
  const chosen = await cachedLookup(context, `packages-${identity}`, { isValid: arrayOf(isText), what }, choose);
  return {
    identity: chosen,
    fetch: fetchInto,
    command: `dpkg -i "$1"/*.deb || { dpkg --configure -a && dpkg -i "$1"/*.deb; }`,
  };

  /** @returns the names of the packages' files */
  async function choose(): Promise<string[]> {
    context.log.progress(`looking for packages of ${suite}`);
    const apt = await open();
    const problem = await update(apt, context);
    if (problem !== undefined) throw new UmlRunError('archive-unavailable', `--rootfs-packages: ${suite}: ${problem}`);
    const stdout = await install(apt, ['--print-uris']);
    return Array.from(stdout.matchAll(/^'[^']*' (\S+\.deb) \d+ (\S+)$/gm), ([, file, digest]) => `${file} ${digest}`);
  }

  async function fetchInto(target: string): Promise<void> {
    requireNetwork(context, `${names.join(', ')} of ${suite}`);
    context.log.progress(`fetching packages of ${suite}`);
    const archives = join(target, '../archives');
    await mkdir(join(archives, 'partial'), { recursive: true });
    await install(await open(), ['--download-only', '-o', `Dir::Cache::archives=${archives}`]);
    for (const file of await readdir(archives))
      if (file.endsWith('.deb')) await rename(join(archives, file), join(target, file));
  }

  async function install(apt: { config?: string }, words: string[]): Promise<string> {
    const settings = ['-o', `Dir::State::Status=${status}`, '-o', 'Debug::NoLocking=1'];
    const args = ['-q', '-y', '--no-install-recommends', ...settings, ...words, 'install', '--', ...names];
    const { ok, stdout, stderr } = await runApt(apt, 'apt-get', args, context);
    if (ok) return stdout;
    const isAbsent = /Unable to locate package|has no installation candidate/.test(stderr);
    throw new UmlRunError(
      isAbsent ? 'package-not-found' : 'archive-unavailable',
      `--rootfs-packages: ${aptWords(stderr)}`,
    );
  }
}

function suiteOf(rootfs: Rootfs): string {
  const file = fileInRootfs(rootfs, '/etc/os-release');
  const codename = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(file ? readFileSync(file, 'utf8') : '')?.[1];
  if (codename) return codename;
  throw new UmlRunError(
    'rootfs-invalid',
    `--rootfs-packages: rootfs "${rootfs.spec}" does not say which suite it is (no VERSION_CODENAME in /etc/os-release)`,
  );
}
