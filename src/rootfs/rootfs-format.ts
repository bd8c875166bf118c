import { blockSize, parseHeader } from '../fs/tar-header.ts';
import { compressionOf } from './tar/decompress.ts';

/** Files that people mistake for a root file system, and what to do with them. */
const others: [offset: number, magic: string, name: string][] = [
  [0, 'QFI\xfb', 'a qcow2 disk image (convert it: qemu-img convert -O raw)'],
  [0, 'XFSB', 'an XFS image, which uml-run cannot read'],
  [0, '070701', 'a cpio archive (unpack it: cpio -id, and name the folder)'],
  [0, 'PK\x03\x04', 'a zip archive (unpack it, and name the folder)'],
  [0, '!<arch>\n', 'a Debian package, or another ar archive'],
  [0, '\x7fELF', 'a program'],
  [510, '\x55\xaa', 'a whole disk with partitions, one of which may be the root file system'],
];

/**
 * Tells what a file is from its first bytes.
 * @param start at least 4096 bytes, zeros where the file is shorter
 * @returns for anything else, what it is in words
 */
export function formatOf(start: Buffer): 'tar' | 'ext' | 'squashfs' | string {
  if (compressionOf(start) || parseHeader(start.subarray(0, blockSize))) return 'tar';
  if (start.readUInt16LE(1024 + 56) === 0xef53) return 'ext';
  if (start.toString('latin1', 0, 4) === 'hsqs') return 'squashfs';
  if (start.every((byte) => byte === 0)) return 'empty';
  const found = others.find(([at, magic]) => start.toString('latin1', at, at + magic.length) === magic);
  return found?.[2] ?? (/^\s*<(!doctype|html)/i.test(start.toString('latin1')) ? 'a web page' : 'something else');
}
