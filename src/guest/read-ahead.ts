import { type BigIntStats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isBelow } from '../fs/is-in.ts';
import { realPath } from '../fs/real-path.ts';
import type { ShownFolder } from '../model/provisions.ts';
import type { Program } from '../model/tests.ts';

/** Bytes. Of more than that a program needs little at first, and a guest would read all of it. */
const mostBytes = 2n << 20n;

/** Milliseconds. What was changed less than that ago could be changed again without another stamp. */
const restingTime = 2000;

/**
 * Which files a guest may read before it knows that it will need them: a program that lies in a folder that it sees, and all
 * folders on the way there. While their stamps stay as they are, the guest shows nothing that has changed since.
 * @returns absolute paths, the program's own first; none where it is to read nothing
 */
export function readableAhead(program: Program | undefined, shown: readonly ShownFolder[]): string[] {
  const top = program && shown.find(({ path, isProject }) => isProject && isBelow(program.path, path));
  if (!top || program.inRootfs || realPath(program.path) !== program.path) return [];
  const paths = wayTo(program.path, top.path);
  const [file, ...folders] = paths.map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  const isSmall = file?.isFile() && file.size <= mostBytes;
  return isSmall && [file, ...folders].every(isAtRest) ? paths : [];
}

function wayTo(path: string, top: string): string[] {
  return path === top ? [] : [path, ...wayTo(dirname(path), top)];
}

function isAtRest(status: BigIntStats | undefined): boolean {
  return (
    status !== undefined && [status.mtimeMs, status.ctimeMs].every((time) => Date.now() - Number(time) >= restingTime)
  );
}
