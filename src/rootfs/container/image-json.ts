import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UmlRunError } from '../../model/errors.ts';
import { parseJson, type Shape } from '../../text/json-shape.ts';
import { follow } from '../tree/follow.ts';
import { quoted } from '../tree/tree-entry.ts';

/** Descriptions of images are small. */
const maxBytes = 16 << 20;

/** The folder of a container image, and what messages call the image. */
export interface ImageFolder {
  folder: string;
  what: string;
}

/**
 * @param path relative to the image's folder; links in it never lead out of the folder
 * @returns the absolute path of that file
 * @throws UmlRunError `rootfs-invalid` when the image does not have it
 */
export function imageFile({ folder, what }: ImageFolder, path: string): string {
  const place = path.startsWith('/') || path.split('/').includes('..') ? undefined : follow(folder, path);
  if (place?.exists && statSync(join(folder, place.path)).isFile()) return join(folder, place.path);
  throw new UmlRunError(
    'rootfs-invalid',
    `${what} lacks its file ${quoted(path)}: it is not a complete container image`,
  );
}

/** @throws UmlRunError `rootfs-invalid` when the image does not have the file, or it does not have the shape */
export function imageJson<Value>(image: ImageFolder, path: string, shape: Shape<Value>): Value {
  const file = imageFile(image, path);
  if (statSync(file).size > maxBytes)
    throw new UmlRunError('rootfs-invalid', `${image.what}: its ${path} is too large`);
  try {
    return parseJson(readFileSync(file, 'utf8'), shape);
  } catch (cause) {
    throw new UmlRunError('rootfs-invalid', `${image.what}: cannot read its ${path}: ${messageOf(cause)}`, { cause });
  }
}
