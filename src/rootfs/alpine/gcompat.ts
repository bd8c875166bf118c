import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Context, requireNetwork } from '../../cache/context.ts';
import { keyOf } from '../../cache/digests.ts';
import { entry } from '../../cache/entry.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import { arrayOf, isText } from '../../cache/validate.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { Rootfs } from '../../model/provisions.ts';
import type { HostFile } from '../../model/tests.ts';
import { listOf, type Mirror, placeOn, readFrom } from '../../net/mirror.ts';
import { fileInRootfs } from '../lookup.ts';
import { limitOf, type RootfsOptions } from '../rootfs-options.ts';
import { follow } from '../tree/follow.ts';
import { openTree } from '../tree/unpack-tree.ts';
import { openAlpineMirror } from './alpine-mirror.ts';
import { openApk } from './apk.ts';
import { indexText } from './index-text.ts';

/** Increase it whenever something else is made from the same packages. */
const layout = 1;

/** gcompat and what it depends on. */
const packages = ['gcompat', 'libucontext', 'musl-obstack'];

/**
 * Alpine's own way to run programs for glibc: the files of its package gcompat, for the places where they belong.
 * @throws UmlRunError `option-invalid` when the rootfs is not Alpine; `download-failed` or `download-untrusted`
 */
export async function provideGcompat(rootfs: Rootfs, options: RootfsOptions, context: Context): Promise<HostFile[]> {
  const { log, signal } = context;
  const folder = `${branchOf(rootfs)}/main/x86_64`;
  const mirror = await openAlpineMirror(options.alpineMirror);
  const files = await findFiles();
  const keys = keysOf(rootfs);
  const key = `gcompat-${layout}_${branchOf(rootfs)}_${keyOf(...files, ...keys.map(({ text }) => text))}`;
  const { folder: place } = await entry(context, 'rootfs', key, fill);
  return filesIn(join(place, 'tree'));

  function findFiles(): Promise<string[]> {
    const search = () => findPackages(mirror, folder, signal);
    if (typeof mirror.base === 'string') return search();
    const options = { isValid: arrayOf(isText), what: "Alpine's gcompat" };
    return cachedLookup(context, `gcompat-${keyOf(mirror.base.href, folder)}`, options, search);
  }

  async function fill(made: string): Promise<void> {
    if (typeof mirror.base !== 'string') requireNetwork(context, 'gcompat');
    log.progress(`fetching gcompat from ${mirror.name}`);
    const tree = await openTree(join(made, 'tree'), { what: 'gcompat', limit: limitOf(options), log, signal });
    for (const file of files) {
      const path = `${folder}/${file}`;
      const what = String(placeOn(mirror, path));
      const bytes = await readFrom(mirror, path, signal);
      if (!bytes) throw new UmlRunError('download-failed', `"${what}" is not there`);
      const apk = await openApk(bytes, (name) => keys.find((key) => key.name === name)?.text, what);
      for await (const member of apk.files()) await tree.add(member);
    }
  }
}

/** @returns the folder of the mirror for the release that the rootfs is of: `v3.19` */
export function branchOf(rootfs: Rootfs): string {
  const file = fileInRootfs(rootfs, '/etc/alpine-release');
  if (file === undefined)
    throw new UmlRunError(
      'option-invalid',
      `--libraries gcompat: rootfs "${rootfs.spec}" is not Alpine (no /etc/alpine-release); use --libraries auto`,
    );
  const series = /^(\d+\.\d+)\.\d+\s*$/.exec(readFileSync(file, 'utf8'))?.[1];
  return series === undefined ? 'edge' : `v${series}`;
}

export function keysOf(rootfs: Rootfs): { name: string; text: Buffer }[] {
  const folder = fileInRootfs(rootfs, '/etc/apk/keys');
  if (folder === undefined) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.pub'));
  return names.sort().flatMap((name) => {
    const file = fileInRootfs(rootfs, `/etc/apk/keys/${name}`);
    return file === undefined ? [] : { name, text: readFileSync(file) };
  });
}

/** By the mirror's index, or by the list of its files where it has none. */
async function findPackages(mirror: Mirror, folder: string, signal?: AbortSignal): Promise<string[]> {
  const index = await readFrom(mirror, `${folder}/APKINDEX.tar.gz`, signal);
  const names = index
    ? await namesIn(index, String(placeOn(mirror, folder)))
    : await listOf(mirror, `${folder}/`, signal);
  return packages.map((name) => {
    const file = names.find(
      (file) => file.startsWith(`${name}-`) && /^\d[^/]*\.apk$/.test(file.slice(name.length + 1)),
    );
    if (file) return file;
    throw new UmlRunError(
      'download-failed',
      `--libraries gcompat: "${placeOn(mirror, folder)}" has no package ${name}`,
    );
  });
}

async function namesIn(index: Buffer, what: string): Promise<string[]> {
  const text = await indexText(index, what);
  const items = text?.split('\n\n') ?? [];
  return items.map((item) => `${/^P:(.*)$/m.exec(item)?.[1]}-${/^V:(.*)$/m.exec(item)?.[1]}.apk`);
}

function filesIn(tree: string): HostFile[] {
  const found = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((item) => !item.isDirectory());
  return found.flatMap(({ parentPath, name }) => {
    const path = `/${relative(tree, join(parentPath, name))}`;
    const place = follow(tree, path);
    return place?.exists ? { path, source: join(tree, place.path) } : [];
  });
}
