import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file in one step: a reader finds what was there before, or all of this. Where it cannot be written, nothing of
 * it is left.
 * @param path absolute; its folder is there
 * @throws the system's error
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const aside = `${path}.${process.pid}.new`;
  try {
    await writeFile(aside, content);
    await rename(aside, path);
  } catch (cause) {
    await rm(aside, { force: true }).catch(() => {});
    throw cause;
  }
}
