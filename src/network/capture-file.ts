import { openSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { errnoText } from '../model/errno.ts';
import { messageOf } from '../model/errors.ts';

/** How networks are captured. */
export interface CaptureSettings {
  /** The most bytes that a file may have. */
  limit: number;
  /** Is told, at most once for each file, why that does not have everything. */
  warn(text: string): void;
}

/** A file that gets all frames of a network, as pcapng. */
export interface CaptureFile extends CaptureSettings {
  /** Absolute path. What is there is replaced. */
  path: string;
}

/** @returns a descriptor of the empty file; undefined when it cannot be made: nothing that runs depends on it */
export function openCapture({ path, warn }: CaptureFile): number | undefined {
  try {
    makeFolder(dirname(path));
    // Nothing that has taken its place is written to.
    rmSync(path, { force: true });
    return openSync(path, 'wx');
  } catch (error) {
    warn(`cannot capture into "${path}": ${messageOf(error, path)}`);
    return undefined;
  }
}

/** Hears what the switch says, and tells when it has ended a capture, which native/switch/capture.c then does. */
export function captureListener({ path, limit, warn }: CaptureFile): (said: string) => void {
  let isTold = false;
  return (said) => {
    const [, error] = /cannot write more to the capture: error (\d+)/.exec(said) ?? [];
    if (error === undefined || isTold) return;
    isTold = true;
    const isLimit = Number(error) === constants.errno.EFBIG;
    const most = `--artifacts-limit allows no more than ${Math.floor(limit / 2 ** 20)} MB`;
    const why = isLimit ? most : errnoText(Number(error));
    warn(`the capture "${path}" ends early: ${why}`);
  };
}
