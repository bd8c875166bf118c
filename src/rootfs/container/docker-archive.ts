import { UmlRunError } from '../../model/errors.ts';
import { type Image, type ImageConfig, sha256Of } from './container-image.ts';
import { fileOf, jsonOf } from './image-json.ts';

interface Item {
  Config?: string;
  RepoTags?: string[] | null;
  Layers?: string[];
}

/**
 * What `docker save` wrote, unpacked into a folder.
 * @param reference which image, where the archive has several: one of its tags
 * @throws UmlRunError `usage` when it is no such archive, or does not say which image is meant
 */
export function readDockerArchive(folder: string, reference: string | undefined, what: string): Image {
  const items = jsonOf(folder, 'manifest.json', what) as Item[];
  if (!Array.isArray(items) || items.length === 0)
    throw new UmlRunError('rootfs-invalid', `${what} has no image in it`);
  const item = choose(items, reference, what);
  const config = jsonOf(folder, item.Config ?? '', what) as ImageConfig;
  const diffIds = config.rootfs?.diff_ids ?? [];
  const layers = (item.Layers ?? []).map((path, at) => ({
    file: fileOf(folder, path, what),
    what: `${what}, layer ${at + 1} (${path})`,
    diffId: sha256Of(diffIds[at]),
  }));
  return { config, layers };
}

function choose(items: Item[], reference: string | undefined, what: string): Item {
  const tags = items.flatMap(({ RepoTags }) => RepoTags ?? []);
  const there = tags.length > 0 ? tags.join(', ') : 'none that has a name';
  if (reference === undefined) {
    if (items.length === 1) return items[0]!;
    throw new UmlRunError(
      'rootfs-invalid',
      `${what} has ${items.length} images (${there}): name one, docker-archive:<file>:<tag>`,
    );
  }
  const item = items.find(({ RepoTags }) =>
    RepoTags?.some((tag) => tag === reference || tag.endsWith(`/${reference}`)),
  );
  if (item) return item;
  throw new UmlRunError('rootfs-invalid', `${what} has no image ${JSON.stringify(reference)}. It has: ${there}`);
}
