import { statSync } from 'node:fs';
import { digestOfFile } from '../../fs/digest.ts';
import { UmlRunError } from '../../model/errors.ts';
import { arrayOf, mapOf, number, object, optional, type Shape, string } from '../../text/json-shape.ts';
import { type Image, imageConfig, type Layer, sha256Of } from './container-image.ts';
import { type ImageFolder, imageFile, imageJson } from './image-json.ts';

const descriptor = object({
  mediaType: optional(string()),
  digest: optional(string()),
  size: optional(number(0)),
  platform: optional(object({ architecture: optional(string()) })),
  annotations: optional(mapOf(string())),
});

/** An image index and an image manifest: a file is one or the other. */
const manifestOrIndex = object({
  manifests: optional(arrayOf(descriptor)),
  config: optional(descriptor),
  layers: optional(arrayOf(descriptor)),
});

type Descriptor = ReturnType<typeof descriptor>;
type ImageManifest = ReturnType<typeof manifestOrIndex>;

const kernelsArchitecture = 'amd64';

/**
 * Reads an OCI image layout: `index.json` and blobs, each checked against its digest.
 * @param reference the `org.opencontainers.image.ref.name` of the image that is meant, where the layout has several
 * @throws UmlRunError `rootfs-invalid` when it is not one, is damaged or is for another machine; `rootfs-spec-invalid`
 *   when the reference does not name one image of it
 */
export async function readOci(layout: ImageFolder, reference: string | undefined): Promise<Image> {
  const index = imageJson(layout, 'index.json', manifestOrIndex);
  const images = choose(index.manifests ?? [], reference, layout.what);
  const manifest = await manifestForKernels(layout, images);
  const config = await blobJson(layout, manifest.config, imageConfig);
  const layers: Layer[] = [];
  for (const [at, layer] of (manifest.layers ?? []).entries()) {
    const what = `${layout.what}, layer ${at + 1}`;
    if (/^application\/vnd\.docker\.image\.rootfs\.foreign/.test(layer.mediaType ?? ''))
      throw new UmlRunError('rootfs-invalid', `${what} is not stored in the image (${layer.mediaType})`);
    layers.push({ file: await blobFile(layout, layer), what, diffId: sha256Of(config.rootfs?.diff_ids?.[at]) });
  }
  return { config, layers };
}

const nameOf = ({ annotations }: Descriptor) => annotations?.get('org.opencontainers.image.ref.name');

/** @returns the same image for one or more machines */
function choose(descriptors: Descriptor[], reference: string | undefined, what: string): Descriptor[] {
  const images = descriptors.filter(({ annotations }) => !annotations?.get('vnd.docker.reference.type'));
  const names = images.flatMap((image) => nameOf(image) ?? []);
  const chosen = reference === undefined ? images : images.filter((image) => nameOf(image) === reference);
  if (chosen.length === 0) {
    const wanted = reference === undefined ? '' : ` ${JSON.stringify(reference)}`;
    const there = names.join(', ') || 'none with a name';
    throw new UmlRunError('rootfs-spec-invalid', `${what} has no image${wanted}; it has ${there}`);
  }
  if (new Set(chosen.map(nameOf)).size === 1) return chosen;
  throw new UmlRunError(
    'rootfs-spec-invalid',
    `${what} has several images (${names.join(', ')}): name one, oci:<folder>:<name>`,
  );
}

/** An image for several machines is an index again. */
async function manifestForKernels(layout: ImageFolder, images: Descriptor[]): Promise<ImageManifest> {
  const image = images.find(({ platform }) => !platform || platform.architecture === kernelsArchitecture);
  if (!image) {
    const others = images.map(({ platform }) => platform?.architecture).join(', ');
    throw new UmlRunError(
      'rootfs-invalid',
      `${layout.what} is for ${others}, but the kernels are x86-64: use the image for ${kernelsArchitecture}`,
    );
  }
  const manifest = await blobJson(layout, image, manifestOrIndex);
  if (!manifest.manifests) return manifest;
  return manifestForKernels(layout, choose(manifest.manifests, undefined, layout.what));
}

async function blobJson<Value>(layout: ImageFolder, blob: Descriptor | undefined, shape: Shape<Value>): Promise<Value> {
  await blobFile(layout, blob);
  return imageJson(layout, blobPath(layout, blob), shape);
}

/** @returns the absolute path of a blob that has the size and the digest that it should have */
async function blobFile(layout: ImageFolder, blob: Descriptor | undefined): Promise<string> {
  const path = blobPath(layout, blob);
  const file = imageFile(layout, path);
  const { size } = statSync(file);
  if ((blob?.size ?? size) === size && `blobs/sha256/${await digestOfFile(file)}` === path) return file;
  throw new UmlRunError('rootfs-invalid', `${layout.what} is damaged: the content of ${path} does not match its name`);
}

function blobPath({ what }: ImageFolder, blob: Descriptor | undefined): string {
  const digest = sha256Of(blob?.digest);
  if (digest) return `blobs/sha256/${digest}`;
  const given = JSON.stringify(blob?.digest ?? '');
  throw new UmlRunError('rootfs-invalid', `${what} refers to a part of itself as ${given}, which is not a SHA-256`);
}
