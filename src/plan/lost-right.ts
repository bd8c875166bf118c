import { relative } from 'node:path';
import { shellWord } from '../text/shell-word.ts';

/** What a folder or glob stands for; absolute paths. */
export interface FoundFiles {
  tests: string[];
  /** Files that seem to be programs, but may not be executed: files lose that right where only their content is kept. */
  lostRight: string[];
}

/** Enough to see which they are. */
const maxShown = 20;

/** The command that gives files the right to be executed. @param paths absolute, below `cwd` or elsewhere */
export function howToMend(paths: string[], cwd: string): string {
  const words = paths.slice(0, maxShown).map((path) => shellWord(nameFrom(cwd, path)));
  const more = paths.length > maxShown ? ` (and ${paths.length - maxShown} more)` : '';
  return `chmod +x ${words.join(' ')}${more}`;
}

/** What to tell of files that are left out; there is at least one. */
export function leftOut(paths: string[], cwd: string): string {
  return `what seems to be a program but is not executable is left out; to run it: ${howToMend(paths, cwd)}`;
}

/** Never one that `chmod` takes for an option. */
function nameFrom(cwd: string, path: string): string {
  const name = relative(cwd, path);
  if (name.startsWith('../')) return path;
  return name.startsWith('-') ? `./${name}` : name;
}
