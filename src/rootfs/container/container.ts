import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Context, requireNetwork } from '../../cache/context.ts';
import { entry } from '../../cache/entry.ts';
import { messageOf, UmlRunError } from '../../model/errors.ts';
import type { Rootfs } from '../../model/provisions.ts';
import { parseJson } from '../../text/json-shape.ts';
import { digestOfGivenFile } from '../file-digest.ts';
import { limitOf, type RootfsOptions } from '../rootfs-options.ts';
import { readTarball } from '../tar/tarball.ts';
import { type UnpackOptions, unpackTree } from '../tree/unpack-tree.ts';
import { type Image, type ImageConfig, imageConfig, imageDefaults } from './container-image.ts';
import { readDockerArchive } from './docker-archive.ts';
import { applyLayers } from './layers.ts';
import { readOci } from './oci.ts';
import { digestInRegistry, fetchedName, fetchFromRegistry } from './skopeo.ts';

/** Increase it whenever something else is made from the same image. */
const layout = 1;

/** In a cache entry, next to the tree: what the image says about itself. */
const configName = 'image.json';

/** The spec of a container image. */
export interface ContainerSpec {
  text: string;
  kind: 'docker-archive' | 'oci' | 'docker';
  /** Path, and perhaps `:` and which image of it; of `docker`, the whole spec. */
  place: string;
}

/** Where an image comes from. */
interface ImageSource {
  /** For messages. */
  what: string;
  /** Says which image it is, to the byte. */
  identity: string;
  /** Puts the image's files into a folder, where they are not on the disk already. */
  open(scratch: string): Promise<Image>;
}

/**
 * The root file system of a container image, unpacked once into the cache.
 * @throws UmlRunError `rootfs-spec-invalid`, `rootfs-invalid` or `rootfs-too-large`; for a registry also `tool-missing`
 * or
 *   `download-failed`; the signal's reason
 */
export async function provideContainer(spec: ContainerSpec, options: RootfsOptions, context: Context): Promise<Rootfs> {
  const { log, signal } = context;
  const unpackOptions = (what: string): UnpackOptions => ({ what, limit: limitOf(options), log, signal });
  const source =
    spec.kind === 'docker' ? await fromRegistry(spec, context) : await fromDisk(spec, unpackOptions, context);
  const { folder } = await entry(context, 'rootfs', `${spec.kind}-${layout}_${source.identity}`, fill);
  return { spec: spec.text, path: join(folder, 'tree'), ...imageDefaults(readConfig(join(folder, configName))) };

  async function fill(folder: string, scratch: string): Promise<void> {
    log.progress(`unpacking ${source.what}`);
    const image = await source.open(scratch);
    checkPlatform(image, source.what);
    await applyLayers(image.layers, join(folder, 'tree'), unpackOptions(source.what));
    writeFileSync(join(folder, configName), JSON.stringify(image.config));
  }
}

async function fromRegistry({ place }: ContainerSpec, context: Context): Promise<ImageSource> {
  const digest = (await digestInRegistry(place, context)).replace(/^sha256:/, '');
  return {
    what: place,
    identity: digest.slice(0, 32),
    async open(scratch) {
      requireNetwork(context, place);
      const folder = join(scratch, 'layout');
      await mkdir(scratch, { recursive: true });
      await fetchFromRegistry(place, folder, context.signal);
      return readOci({ folder, what: place }, fetchedName);
    },
  };
}

async function fromDisk(
  spec: ContainerSpec,
  unpackOptions: (what: string) => UnpackOptions,
  context: Context,
): Promise<ImageSource> {
  const { path, reference } = findPlace(spec);
  const isArchive = spec.kind === 'docker-archive';
  const digest = await digestOfGivenFile(isArchive ? path : join(path, 'index.json'), context);
  const suffix = reference === undefined ? '' : `_${reference.replaceAll(/[^\w.-]/g, '-').slice(-60)}`;
  return {
    what: path,
    identity: `${digest.slice(0, 32)}${suffix}`,
    async open(scratch) {
      if (!isArchive) return readOci({ folder: path, what: path }, reference);
      const folder = join(scratch, 'archive');
      await unpackTree(await readTarball(path, path), folder, unpackOptions(path));
      return readDockerArchive({ folder, what: path }, reference);
    },
  };
}

function readConfig(file: string): ImageConfig {
  try {
    return parseJson(readFileSync(file, 'utf8'), imageConfig);
  } catch (cause) {
    throw new UmlRunError(
      'cache-unusable',
      `cannot read "${file}": ${messageOf(cause, file)}; remove it to make it again`,
      {
        cause,
      },
    );
  }
}

/** A path may contain a colon, so what exists decides. */
function findPlace({ text, kind, place }: ContainerSpec): { path: string; reference?: string } {
  const [, before, after] = /^(.+?):(.+)$/s.exec(place) ?? [];
  const named = before && after ? [{ path: resolve(before), reference: after }] : [];
  const found = [{ path: resolve(place) }, ...named].find(({ path }) => existsSync(path));
  if (!found || place === '') throw unexpected(text, kind, `"${place}" does not exist`);
  const { path } = found;
  const isFolder = statSync(path).isDirectory();
  if (kind === 'docker-archive' && isFolder) throw unexpected(text, kind, `"${path}" is a folder`);
  if (kind === 'oci' && !isFolder) throw unexpected(text, kind, `"${path}" is a file`);
  if (kind === 'oci' && !existsSync(join(path, 'index.json')))
    throw unexpected(text, kind, `"${path}" has no index.json`);
  return found;
}

function unexpected(text: string, kind: ContainerSpec['kind'], found: string): UmlRunError {
  const form = kind === 'oci' ? 'a folder in the OCI image layout' : 'a file that docker save wrote';
  return new UmlRunError('rootfs-spec-invalid', `rootfs "${text}": ${found}; expected ${form}`);
}

function checkPlatform({ config }: Image, what: string): void {
  const { os, architecture } = config;
  if (os !== undefined && os !== 'linux')
    throw new UmlRunError('rootfs-invalid', `${what} is an image for ${os}, not for Linux`);
  if (architecture === undefined || architecture === '' || architecture === 'amd64') return;
  const names: Record<string, string> = { arm64: 'aarch64', arm: 'armv7', '386': 'i386' };
  const name = names[architecture] ?? architecture;
  throw new UmlRunError(
    'rootfs-invalid',
    `${what} is an image for ${name}, but the kernels are x86-64: use the image for amd64 (docker pull --platform linux/amd64)`,
  );
}
