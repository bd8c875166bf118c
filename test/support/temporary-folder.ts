import { accessSync, constants, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A folder of the running test's own; removed when it has finished. */
export function ownFolder(): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  return path;
}

/** The same, with a path that the address of a socket has no room for. */
export function longFolder(): string {
  const path = join(ownFolder(), 'long'.repeat(40));
  mkdirSync(path);
  return path;
}

/** A folder of the running test's own, in one that this user can write to, or else in the one for temporary files. */
export function folderIn(wanted: string): string {
  let above = wanted;
  try {
    accessSync(above, constants.W_OK);
  } catch {
    above = tmpdir();
  }
  const path = realpathSync(mkdtempSync(join(above, 'uml-test-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A folder for all tests of the file that asks for it, at its top; removed after the last. */
export function sharedFolder(): string {
  const { path, remove } = temporaryFolder();
  afterAll(remove);
  return path;
}

/** A new folder, and how to remove it. */
export function temporaryFolder(): { path: string; remove(): Promise<void> } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'uml-run-test-')));
  // Unlike the promised one, it copes with paths that are too long.
  return { path, remove: async () => rmSync(path, { recursive: true, force: true }) };
}
