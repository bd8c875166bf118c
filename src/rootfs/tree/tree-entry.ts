/** One member of an archive or file system, on its way into a tree. */
export interface TreeEntry {
  /** As it is written there: `./etc/passwd`. Undefined where it is not valid UTF-8, which Node cannot name. */
  name: string | undefined;
  type: 'file' | 'folder' | 'symlink' | 'hardlink' | 'other';
  /** The lower twelve bits. */
  mode: number;
  /** Bytes of a file's content. */
  size: number;
  /** Seconds since the epoch. */
  modified: number;
  /** Of a symbolic link, as it is; of a hard link, another member's name. */
  target: string;
  /** A file's content. To be read before the next entry is asked for. */
  content(): AsyncIterable<Buffer>;
}

export type TreeEntries = AsyncIterable<TreeEntry>;

/** Letters of a name that a message shows. */
const maxShown = 400;

/** A name for a message: quoted, on one line, and cut where it is long. */
export function quoted(name: string): string {
  const text = JSON.stringify(name.slice(0, maxShown));
  return name.length > maxShown ? `${text.slice(0, -1)}…"` : text;
}

/** @returns undefined where the bytes are no UTF-8 */
export function nameFrom(bytes: Buffer): string | undefined {
  const name = bytes.toString('utf8');
  return Buffer.from(name).equals(bytes) ? name : undefined;
}
