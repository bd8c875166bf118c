import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** The SHA-256 of bytes, in lower-case hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * @param algorithm as Node's `createHash` has it
 * @returns the digest of a file's content, lower-case hexadecimal
 * @throws the system's error when the file cannot be read
 */
export async function digestOfFile(path: string, algorithm = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  const file = await open(path);
  try {
    // A stream takes twice as long.
    const piece = Buffer.allocUnsafe(1 << 20);
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, piece.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
