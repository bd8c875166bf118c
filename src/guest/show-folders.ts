import { dirname } from 'node:path';
import type { Kernel, ShownFolder } from '../model/provisions.ts';
import { isInOwnFolder } from '../rootfs/shown-folder.ts';
import type { Step } from './boot-plan.ts';
import { folder } from './steps.ts';

/** What a guest's own folder has for the nth: a link, by which hostfs knows it. */
export function linkOfShown(index: number): string {
  return `shown-${index}`;
}

/** Folders, each before those that lie in it. They are new for each test. */
export function shownFolderSteps(shown: readonly ShownFolder[]): Step[] {
  const steps = shown.flatMap(({ path, place, hidden, isProject }, index): Step[] => {
    const source = `/${linkOfShown(index)}`;
    return [
      ...(isInOwnFolder(place) ? wayTo(place) : []),
      { do: isProject ? 'show-project' : 'show', source, target: path, hidden },
    ];
  });
  return steps.length === 0 ? [] : [{ do: 'each', steps }];
}

/** The folders that lead to a place in a file system that is empty, and its own; without the one that this is mounted at. */
function wayTo(place: string): Step[] {
  if (place === '/dev/shm' || dirname(place) === '/') return [];
  return [...wayTo(dirname(place)), folder(place, 0o755)];
}

/** For the user, about a kernel of which init says that nothing can be written to the folder that tests start in. */
export function readOnlyProject({ name }: Pick<Kernel, 'name'>): string {
  return `the folder that tests start in is read-only on ${name}, which cannot lay overlayfs over it and has too little memory for a copy: name a smaller folder with --workdir, raise --memory, or use a kernel that can`;
}
