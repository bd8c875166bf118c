import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { entry } from '../../cache/entry.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { Rootfs } from '../../model/provisions.ts';
import { digestOfFile } from '../file-digest.ts';
import { limitOf, type RootfsOptions } from '../rootfs-options.ts';
import { readTarball } from '../tar/tarball.ts';
import { type UnpackOptions, unpackTree } from '../tree/unpack-tree.ts';
import { defaultsOf, type Image, type ImageConfig } from './container-image.ts';
import { readDockerArchive } from './docker-archive.ts';
import { applyLayers } from './layers.ts';
import { readOci } from './oci.ts';
import { digestInRegistry, fetchedName, fetchFromRegistry } from './skopeo.ts';

/** A change of what is made from the same image has to change this number. */
const layout = 1;

/** In an entry, beside the tree: what the image says of itself. */
const configName = 'image.json';

/** The spec of a saved container image. */
export interface ContainerSpec {
  text: string;
  kind: 'docker-archive' | 'oci' | 'docker';
  /** Path, and perhaps `:` and which image of it; of `docker`, the whole spec. */
  place: string;
}

/** A saved container image: its layers, one over the other. */
export async function provideContainer(spec: ContainerSpec, options: RootfsOptions, context: Context): Promise<Rootfs> {
  const isRemote = spec.kind === 'docker';
  const { path, reference } = isRemote ? { path: spec.place, reference: undefined } : findPlace(spec);
  const { log, signal } = context;
  const unpackOptions: UnpackOptions = { what: path, limit: limitOf(options), log, signal };
  const isArchive = spec.kind === 'docker-archive';
  const identity = isRemote
    ? (await digestInRegistry(path, context)).replace(/^sha256:/, '')
    : await digestOfFile(isArchive ? path : join(path, 'index.json'), context);
  const suffix = reference === undefined ? '' : `_${reference.replaceAll(/[^\w.-]/g, '-').slice(-60)}`;
  const key = `${spec.kind}-${layout}_${identity.slice(0, 32)}${suffix}`;
  const { folder } = await entry(context, 'rootfs', key, fill);
  const config = JSON.parse(readFileSync(join(folder, configName), 'utf8')) as ImageConfig;
  return { spec: spec.text, path: join(folder, 'tree'), ...defaultsOf(config) };

  async function fill(folder: string, scratch: string): Promise<void> {
    log.progress(`unpacking ${path}`);
    const image = await open(scratch);
    refuseForeign(image, path);
    await applyLayers(image.layers, join(folder, 'tree'), unpackOptions);
    writeFileSync(join(folder, configName), JSON.stringify(image.config));
  }

  async function open(scratch: string): Promise<Image> {
    if (isArchive) return openArchive(scratch);
    if (!isRemote) return readOci(path, reference, path);
    const layout = join(scratch, 'layout');
    await mkdir(scratch, { recursive: true });
    await fetchFromRegistry(path, layout, signal);
    return readOci(layout, fetchedName, path);
  }

  async function openArchive(scratch: string): Promise<Image> {
    const files = join(scratch, 'archive');
    await unpackTree(await readTarball(path, path), files, unpackOptions);
    return readDockerArchive(files, reference, path);
  }
}

/** A path may have a colon in it, so what exists decides. */
function findPlace({ text, kind, place }: ContainerSpec): { path: string; reference?: string } {
  const [, before, after] = /^(.+?):(.+)$/s.exec(place) ?? [];
  const candidates = [{ path: resolve(place) }, ...(before ? [{ path: resolve(before), reference: after! }] : [])];
  const found = candidates.find(({ path }) => existsSync(path));
  const form = kind === 'oci' ? 'a folder in the OCI image layout' : 'a file that `docker save` wrote';
  if (!found || place === '')
    throw new UmlRunError('rootfs-invalid', `rootfs "${text}": there is no ${place}; expected ${form}`);
  const isFolder = statSync(found.path).isDirectory();
  if (kind === 'docker-archive' && isFolder)
    throw new UmlRunError('rootfs-invalid', `rootfs "${text}": ${found.path} is a folder; expected ${form}`);
  if (kind === 'oci' && !isFolder)
    throw new UmlRunError('rootfs-invalid', `rootfs "${text}": ${found.path} is a file; expected ${form}`);
  if (kind === 'oci' && !existsSync(join(found.path, 'index.json')))
    throw new UmlRunError('rootfs-invalid', `rootfs "${text}": ${found.path} has no index.json; expected ${form}`);
  return found;
}

function refuseForeign({ config }: Image, what: string): void {
  const { os, architecture } = config;
  if (os !== undefined && os !== 'linux')
    throw new UmlRunError('rootfs-invalid', `${what} is an image for ${os}, not for Linux`);
  if (architecture === undefined || architecture === '' || architecture === 'amd64') return;
  const names: Record<string, string> = { arm64: 'aarch64', arm: 'armv7', '386': 'i386' };
  const name = names[architecture] ?? architecture;
  throw new UmlRunError(
    'rootfs-invalid',
    `${what} is an image for ${name}; the kernels are x86-64: take the image for amd64 (docker pull --platform linux/amd64)`,
  );
}
