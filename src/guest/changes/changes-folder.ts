import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../model/errors.ts';
import type { ShownFolder } from '../../model/provisions.ts';
import type { Step } from '../boot-plan.ts';
import { writtenLink } from '../session-folders.ts';
import { applyChanges, type BroughtBack } from './apply-changes.ts';
import { DamagedChanges } from './change-stream.ts';

/** Where a guest writes for this machine. */
const name = 'changes';

/** What a program changed in the project's folder, and why none of it could be brought back or told. */
export type Changes = BroughtBack | { failure: string };

/** Where init writes what the test of a guest changed in the project's folder. */
export interface ChangesFolder {
  /** An absolute path of the host. The guest may write in it. */
  folder: string;
  steps: Step[];
  /**
   * Makes the changes on this machine, and closes: once the guest is gone, or where none is to be made, once its test has
   * ended. What comes of it again is the same.
   */
  bringBack(): Changes;
  /** Lets go of what was written. */
  close(): void;
}

/**
 * @param written where the guest writes for this machine, absolute; made where it is not there
 * @param kept paths from the project's top whose changes are brought back; `.` for all
 */
export function makeChangesFolder(written: string, project: ShownFolder, kept: readonly string[]): ChangesFolder {
  const folder = join(written, name);
  // A test that is root can mount all that it knows the name of.
  const secret = randomBytes(10).toString('hex');
  const path = join(folder, secret);
  mkdirSync(path, { recursive: true });
  // This one is read, whatever is put in its place.
  const stream = openSync(join(path, name), constants.O_RDONLY | constants.O_CREAT | constants.O_EXCL);
  // The kernel may be another user's.
  chmodSync(join(path, name), 0o666);
  let isOpen = true;
  let result: Changes | undefined;
  const close = () => {
    if (isOpen) closeSync(stream);
    isOpen = false;
  };
  return {
    folder,
    steps: [
      { do: 'changes', folder: `/${writtenLink}/${name}/${secret}` },
      ...kept.map((one): Step => ({ do: 'keep', path: one })),
    ],
    bringBack() {
      result ??= read();
      close();
      return result;
    },
    close,
  };

  function read(): Changes {
    try {
      return applyChanges(stream, { path: project.path, kept, hidden: project.hidden });
    } catch (error) {
      return { failure: error instanceof DamagedChanges ? error.message : messageOf(error) };
    }
  }
}
