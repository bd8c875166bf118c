import { UmlRunError } from '../../model/errors.ts';
import { arrayOf, object, optional, string } from '../../text/json-shape.ts';
import { type Image, imageConfig, sha256Of } from './container-image.ts';
import { type ImageFolder, imageFile, imageJson } from './image-json.ts';

const archivedImage = object({
  Config: optional(string()),
  RepoTags: optional(arrayOf(string())),
  Layers: optional(arrayOf(string())),
});

type ArchivedImage = ReturnType<typeof archivedImage>;

/**
 * Reads what `docker save` wrote, unpacked into a folder.
 * @param reference one of the tags of the image that is meant, where the archive has several
 * @throws UmlRunError `rootfs-invalid` when it is not such an archive; `rootfs-spec-invalid` when the reference does
 * not
 *   name one image of it
 */
export function readDockerArchive(archive: ImageFolder, reference: string | undefined): Image {
  const { what } = archive;
  const images = imageJson(archive, 'manifest.json', arrayOf(archivedImage));
  const image = choose(images, reference, what);
  const config = imageJson(archive, image.Config ?? '', imageConfig);
  const diffIds = config.rootfs?.diff_ids ?? [];
  const layers = (image.Layers ?? []).map((path, at) => ({
    file: imageFile(archive, path),
    what: `${what}, layer ${at + 1} (${path})`,
    diffId: sha256Of(diffIds[at]),
  }));
  return { config, layers };
}

function choose(images: ArchivedImage[], reference: string | undefined, what: string): ArchivedImage {
  const [only, ...others] = images;
  if (!only) throw new UmlRunError('rootfs-invalid', `${what} has no image in it`);
  const tags = images.flatMap(({ RepoTags }) => RepoTags ?? []);
  const there = tags.length > 0 ? tags.join(', ') : 'only images without a name';
  if (reference === undefined) {
    if (others.length === 0) return only;
    throw new UmlRunError(
      'rootfs-spec-invalid',
      `${what} has ${images.length} images (${there}): name one, docker-archive:<file>:<tag>`,
    );
  }
  const image = images.find(({ RepoTags }) =>
    RepoTags?.some((tag) => tag === reference || tag.endsWith(`/${reference}`)),
  );
  if (image) return image;
  throw new UmlRunError('rootfs-spec-invalid', `${what} has no image ${JSON.stringify(reference)}; it has ${there}`);
}
