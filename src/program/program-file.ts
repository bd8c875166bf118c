import { type Stats, statSync } from 'node:fs';
import { withBytes } from '../elf/bytes.ts';
import { errnoOf, messageOf } from '../model/errors.ts';
import { scriptHead } from './script.ts';

/**
 * Why a file cannot be a program, judged by what the file system says of it.
 *
 * @returns the rest of a sentence that begins with the file's name; undefined when it can be one
 */
export function whyNotExecutable(path: string): string | undefined {
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? 'does not exist' : `cannot be read: ${messageOf(error)}`;
  }
  if (stats.isDirectory()) return 'is a folder, not a program';
  if (stats.isFIFO()) return 'is a pipe (FIFO), not a program';
  if (stats.isSocket()) return 'is a socket, not a program';
  if (!stats.isFile()) return 'is a device, not a program';
  if (!isExecutable(stats)) return 'is not executable: run chmod +x on it';
  if (stats.size === 0) return 'is an empty file';
  return undefined;
}

/** Tests run as root in the guest, and root may execute what has any of the three bits. */
export function isExecutable({ mode }: Stats): boolean {
  return (mode & 0o111) !== 0;
}

/** @returns the first 256 bytes of a file, or all of it where it is shorter: they tell what it is */
export function readHead(path: string): Buffer {
  return withBytes(path, (bytes) => bytes.readUpTo(0, scriptHead));
}

const formats: [start: string, name: string][] = [
  ['MZ', 'is a Windows program'],
  ['\xcf\xfa\xed\xfe', 'is a macOS program'],
  ['\xca\xfe\xba\xbe', 'is a macOS program or a Java class'],
  ['\0asm', 'is a WebAssembly module'],
  ['BC\xc0\xde', 'is LLVM bitcode, not yet a program'],
  ['!<arch>\n', 'is a static library (.a), not a program'],
  ['PK\x03\x04', 'is a zip archive'],
  ['\x1f\x8b', 'is compressed with gzip'],
  ['\x28\xb5\x2f\xfd', 'is compressed with zstd'],
  ['\xfd7zXZ\0', 'is compressed with xz'],
  [
    '\xef\xbb\xbf#!',
    'has a byte order mark before its #!, so the kernel does not recognize it: remove the first 3 bytes',
  ],
];

/** What a file is that is neither ELF nor a script: the rest of a sentence that begins with its name. */
export function whyNotAProgram(head: Buffer): string {
  const text = head.toString('latin1');
  const known = formats.find(([start]) => text.startsWith(start));
  if (known) return known[1];
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text)) return 'is neither an ELF file nor a script';
  return 'is a text file without #! in its first line: name its interpreter there, such as #!/bin/sh';
}
