import { statSync } from 'node:fs';
import { digestOfFile } from '../../fs/digest.ts';
import { UmlRunError } from '../../model/errors.ts';
import { type Image, type ImageConfig, sha256Of } from './container-image.ts';
import { fileOf, jsonOf } from './image-json.ts';

interface Descriptor {
  mediaType?: string;
  digest?: string;
  size?: number;
  platform?: { architecture?: string; os?: string };
  annotations?: Record<string, string>;
}

interface Index {
  manifests?: Descriptor[];
}

interface Manifest extends Index {
  config?: Descriptor;
  layers?: Descriptor[];
}

const nameOf = (descriptor: Descriptor) => descriptor.annotations?.['org.opencontainers.image.ref.name'];
const kernelsArchitecture = 'amd64';

/**
 * An OCI image layout: `index.json` and blobs, each checked against its digest.
 * @param reference which image, where the layout has several: its `org.opencontainers.image.ref.name`
 * @throws UmlRunError `usage` when it is none, is damaged, or does not say which image is meant
 */
export async function readOci(folder: string, reference: string | undefined, what: string): Promise<Image> {
  const top = (jsonOf(folder, 'index.json', what) as Index).manifests ?? [];
  const manifest = await forThisMachine(await chosen(top, reference));
  const config = (await blob(manifest.config)) as ImageConfig;
  const layers = [];
  for (const [at, layer] of (manifest.layers ?? []).entries()) {
    const name = `${what}, layer ${at + 1}`;
    if (/^application\/vnd\.docker\.image\.rootfs\.foreign/.test(layer.mediaType ?? ''))
      throw new UmlRunError('rootfs-invalid', `${name} is not in the image itself (${layer.mediaType})`);
    layers.push({ file: await file(layer), what: name, diffId: sha256Of(config.rootfs?.diff_ids?.[at]) });
  }
  return { config, layers };

  async function chosen(descriptors: Descriptor[], reference: string | undefined): Promise<Descriptor[]> {
    const images = descriptors.filter(({ annotations }) => !annotations?.['vnd.docker.reference.type']);
    const names = images.flatMap((image) => nameOf(image) ?? []);
    const wanted = reference === undefined ? images : images.filter((image) => nameOf(image) === reference);
    if (wanted.length === 0) {
      const asked = reference === undefined ? '' : ` ${JSON.stringify(reference)}`;
      throw new UmlRunError(
        'rootfs-invalid',
        `${what} has no image${asked}. It has: ${names.join(', ') || 'none with a name'}`,
      );
    }
    if (new Set(wanted.map(nameOf)).size > 1)
      throw new UmlRunError(
        'rootfs-invalid',
        `${what} has several images (${names.join(', ')}): name one, oci:<folder>:<name>`,
      );
    return wanted;
  }

  /** An image for several machines is an index again. */
  async function forThisMachine(descriptors: Descriptor[]): Promise<Manifest> {
    const fitting = descriptors.filter(({ platform }) => !platform || platform.architecture === kernelsArchitecture);
    const [first] = fitting;
    if (!first) {
      const others = descriptors.map(({ platform }) => platform?.architecture).join(', ');
      throw new UmlRunError(
        'rootfs-invalid',
        `${what} is for ${others}; the kernels are x86-64: take the image for ${kernelsArchitecture}`,
      );
    }
    const manifest = (await blob(first)) as Manifest;
    return manifest.manifests ? forThisMachine(await chosen(manifest.manifests, undefined)) : manifest;
  }

  async function blob(descriptor: Descriptor | undefined): Promise<unknown> {
    await file(descriptor);
    return jsonOf(folder, pathOf(descriptor), what);
  }

  function pathOf(descriptor: Descriptor | undefined): string {
    const digest = sha256Of(descriptor?.digest);
    if (digest) return `blobs/sha256/${digest}`;
    throw new UmlRunError(
      'rootfs-invalid',
      `${what} names a part of itself as ${JSON.stringify(descriptor?.digest)}, not by sha256`,
    );
  }

  async function file(descriptor: Descriptor | undefined): Promise<string> {
    const path = pathOf(descriptor);
    const found = fileOf(folder, path, what);
    const size = statSync(found).size;
    if ((descriptor!.size ?? size) !== size || `blobs/sha256/${await digestOfFile(found)}` !== path)
      throw new UmlRunError('rootfs-invalid', `${what} is damaged: ${path} is not what its name says`);
    return found;
  }
}
