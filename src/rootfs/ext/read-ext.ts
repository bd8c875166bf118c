import { nameFrom, quoted, type TreeEntries } from '../tree/tree-entry.ts';
import { type ExtImage, openExt } from './ext-image.ts';
import { contentOf, damaged, type Inode, isInline, kindOf, readInode } from './inode.ts';

const rootInode = 2;
/** What a folder's own blocks may be: a million names. */
const maxFolder = 64 << 20;
const maxTarget = 4096;

/** By its inode. */
interface Folder {
  number: number;
  path: string;
}

/**
 * Everything in an ext2, ext3 or ext4 image, read without mounting it: no privilege is needed, and the image stays as
 * it is.
 * @throws UmlRunError `rootfs-invalid` when it is damaged, or uses a feature that cannot be read
 */
export async function* readExt(path: string, what: string): TreeEntries {
  const image = await openExt(path, what);
  /** Names of files that have more than one. */
  const known = new Map<number, string>();
  const visited = new Set<number>();
  try {
    yield* folder(visit(rootInode, '.'), '.');
  } finally {
    await image.close();
  }

  async function* folder(number: number, name: string): TreeEntries {
    const inode = await readInode(image, number);
    if (kindOf(inode.mode) !== 'folder') throw damaged(what, `${quoted(name)} is not a folder`);
    yield member(inode, name, 'folder');
    // Entered when this one's bytes, which may be many, are not needed any more.
    const folders: Folder[] = [];
    yield* files(inode, name, folders);
    for (const { number, path } of folders) yield* folder(number, path);
  }

  /** All in a folder but its folders, which are added to a list. */
  async function* files(inode: Inode, name: string, folders: Folder[]): TreeEntries {
    for (const child of namesIn(image, inode, await bytesOf(image, inode, maxFolder))) {
      const text = nameFrom(child.name);
      if (text?.includes('/')) throw damaged(what, `it has the name ${quoted(text)}`);
      const path = `${name}/${text}`;
      const inode = await readInode(image, child.inode);
      const kind = kindOf(inode.mode);
      if (text === undefined) yield member(inode, undefined, 'other');
      else if (kind === 'folder') folders.push({ number: visit(child.inode, path), path });
      else yield await file(inode, path, kind);
    }
  }

  function visit(number: number, name: string): number {
    if (visited.has(number)) throw damaged(what, `the folder ${quoted(name)} is inside itself`);
    visited.add(number);
    return number;
  }

  async function file(inode: Inode, name: string, kind: 'file' | 'symlink' | 'other') {
    const first = known.get(inode.number);
    if (first !== undefined) return member(inode, name, 'hardlink', first);
    if (inode.links > 1 && kind !== 'other') known.set(inode.number, name);
    return member(inode, name, kind, kind === 'symlink' ? await targetOf(image, inode) : '');
  }

  function member(
    inode: Inode,
    name: string | undefined,
    type: 'file' | 'folder' | 'symlink' | 'hardlink' | 'other',
    target = '',
  ) {
    const { mode, size, modified } = inode;
    return { name, type, mode: mode & 0o7777, size, modified, target, content: () => contentOf(image, inode) };
  }
}

/** An entry of a folder. */
export interface Name {
  inode: number;
  name: Buffer;
}

/**
 * Folders of any form: those with an index of hashes hide it from who reads their blocks one after the other.
 * @param bytes the folder's content
 */
export function* namesIn(image: ExtImage, inode: Inode, bytes: Buffer): Generator<Name> {
  // Inside the inode there is the parent's number first, and the part behind byte 60 begins again.
  for (let at = inode.flags & isInline ? 4 : 0; at + 8 <= bytes.length; ) {
    const [number, length, nameLength] = [bytes.readUInt32LE(at), bytes.readUInt16LE(at + 4), bytes.readUInt8(at + 6)];
    if (length < 8 || at + length > bytes.length || 8 + nameLength > length)
      throw damaged(image.what, 'a folder is not valid');
    const name = bytes.subarray(at + 8, at + 8 + nameLength);
    if (number !== 0 && nameLength > 0 && !['.', '..'].includes(name.toString('latin1'))) yield { inode: number, name };
    at += length;
  }
}

async function targetOf(image: ExtImage, inode: Inode): Promise<string> {
  if (inode.size < inode.blocks.length && !(inode.flags & isInline))
    return inode.blocks.toString('utf8', 0, inode.size);
  return (await bytesOf(image, inode, maxTarget)).toString('utf8');
}

/**
 * The whole content of a folder or a link.
 * @throws UmlRunError `rootfs-invalid` when it has more than so many bytes
 */
export async function bytesOf(image: ExtImage, inode: Inode, most: number): Promise<Buffer> {
  if (inode.size > most) throw damaged(image.what, `it has a ${kindOf(inode.mode)} of ${inode.size} bytes`);
  const pieces = [];
  for await (const piece of contentOf(image, inode)) pieces.push(piece);
  return Buffer.concat(pieces);
}
