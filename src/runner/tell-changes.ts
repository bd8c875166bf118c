import { relative } from 'node:path';
import type { Changes } from '../guest/changes/changes-folder.ts';
import { cutMiddle, oneLine } from '../report/plain-text.ts';

/** Characters of a path that are shown. */
const maxShown = 100;

/** Absolute paths. */
interface Project {
  folder: string;
  start: string;
}

/**
 * What the user has to know of the changes of a program in the project's folder.
 * @param project.folder its path
 * @param project.start the folder in it that the program started in
 * @param isBroughtBack whether any changes were to be
 * @param isQuiet whether to keep to what was to be brought back, and was not
 * @returns lines; none where nothing was lost
 */
export function changesInWords(
  changes: Changes,
  { folder, start }: Project,
  isBroughtBack: boolean,
  isQuiet: boolean,
): string[] {
  if ('failure' in changes)
    return isBroughtBack ? [`what it changed in "${folder}" was not brought back: ${changes.failure}`] : [];
  return [
    ...changes.problems.map((problem) => `in "${folder}": ${oneLine(problem)}`),
    ...(isQuiet ? [] : lostInWords(changes, { folder, start })),
  ];
}

function lostInWords({ lost: { count, paths } }: Exclude<Changes, { failure: string }>, project: Project): string[] {
  const { folder, start } = project;
  if (count === 0) return [];
  const names = paths.map((path) => cutMiddle(oneLine(path.toString()), maxShown));
  const more = count > names.length ? [`${count - names.length} more`] : [];
  const [files, are] = count === 1 ? ['1 file', 'is'] : [`${count} files`, 'are'];
  return [
    `${files} that it changed in "${folder}" ${are} lost with the guest's memory: ${[...names, ...more].join(', ')}; --writable ${relative(start, folder) || '.'} keeps them`,
  ];
}
