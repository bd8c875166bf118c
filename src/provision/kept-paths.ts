import { relative, resolve } from 'node:path';
import { realPath } from '../fs/real-path.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';

/** As many as init takes. */
const maxPaths = 64;

/**
 * Which changes of a program come back to this machine.
 * @param writable paths as the user wrote them, from the folder that the program starts in
 * @returns paths from the top of the project's folder; `.` for all
 * @throws UmlRunError `option-invalid` for a path that does not lie in it, or where none is shown
 */
export function keptPaths(
  writable: readonly string[],
  { shown = [], workingFolder }: Pick<Rootfs, 'shown' | 'workingFolder'>,
): string[] {
  const project = shown.find(({ isProject }) => isProject);
  const [first] = writable;
  if (!project) {
    if (first === undefined) return [];
    throw invalid(first, 'no folder is shown in the guest that it could lie in; name one with --workdir');
  }
  const start = workingFolder ?? project.path;
  const paths = [...new Set(writable.map((path) => within(project.path, resolve(start, path), path)))];
  if (paths.length > maxPaths) throw invalid(paths[maxPaths] ?? '', `there are more than ${maxPaths}; name fewer`);
  return paths;
}

function within(folder: string, at: string, path: string): string {
  const place = [at, realPath(at) ?? at].map((one) => relative(folder, one));
  const inside = place.find((one) => one !== '..' && !one.startsWith('../'));
  if (inside !== undefined) return inside === '' ? '.' : inside;
  throw invalid(path, `it does not lie in "${folder}", which is the folder that the guest shows; see --workdir`);
}

function invalid(path: string, why: string): UmlRunError {
  return new UmlRunError('option-invalid', `--writable "${path}": ${why}`);
}
