import type { ExtImage } from './ext-image.ts';
import { contentOf, damaged, kindOf, readInode } from './inode.ts';
import { bytesOf, type Name, namesIn } from './read-ext.ts';

/** Something in a folder of an image. */
export interface ExtEntry {
  name: Buffer;
  kind: 'file' | 'folder' | 'symlink' | 'other';
  /** In bytes, with what holes look like. */
  size: number;
  /** How many folders it lies in, below the one that is walked over. */
  depth: number;
  /** In pieces of at most a megabyte. */
  content(): AsyncGenerator<Buffer>;
}

/** Bytes of all folders together: a million names. They are in memory as long as they are entered. */
const maxFolders = 64 << 20;

/**
 * Walks over all that is in a folder at the top of an image, each folder before what is in it. Whatever the image says, it
 * takes no more memory than `maxFolders`, and no longer than its reader wants.
 *
 * @param missed told what cannot be read, in an error
 */
export async function* walkExt(
  image: ExtImage,
  folder: string,
  missed: (why: unknown) => void,
): AsyncGenerator<ExtEntry> {
  let room = maxFolders;
  const visited = new Set<number>();
  const open: Iterator<Name>[] = [];

  async function namesOf(number: number): Promise<Iterator<Name>> {
    const inode = await readInode(image, number);
    if (kindOf(inode.mode) !== 'folder' || visited.has(number)) throw damaged(image.what, 'a folder is not valid');
    visited.add(number);
    const bytes = await bytesOf(image, inode, room);
    room -= bytes.length;
    return namesIn(image, inode, bytes);
  }

  async function entryOf({ name, inode: number }: Name): Promise<ExtEntry & { number: number }> {
    const inode = await readInode(image, number);
    const [kind, depth] = [kindOf(inode.mode), open.length - 1];
    return { number, name, kind, size: inode.size, depth, content: () => contentOf(image, inode) };
  }

  /** @returns undefined when it cannot be done, of which is told */
  async function attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      missed(error);
      return undefined;
    }
  }

  async function enter(number: number): Promise<void> {
    const names = await attempt(() => namesOf(number));
    if (names) open.push(names);
  }

  const top = await attempt(async () => {
    const root = await namesOf(2);
    for (let next = root.next(); !next.done; next = root.next())
      if (next.value.name.toString('latin1') === folder) return next.value.inode;
    return undefined;
  });
  if (top !== undefined) await enter(top);
  for (let names = open.at(-1); names; names = open.at(-1)) {
    const current = names;
    const next = await attempt(() => current.next());
    if (!next || next.done) {
      open.pop();
      continue;
    }
    const entry = await attempt(() => entryOf(next.value));
    if (!entry) continue;
    yield entry;
    if (entry.kind === 'folder') await enter(entry.number);
  }
}
