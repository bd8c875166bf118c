import { errnoText } from '../../model/errno.ts';
import { bytesAt, DamagedChanges, readChanges } from './change-stream.ts';

/** What is to be known of all changes before the first is made. */
export interface Survey {
  /** Where folders were moved from: paths from the top, in bytes as latin1. */
  origins: string[];
  /** Changes that are not brought back, and the paths of the first. */
  lost: { count: number; paths: Buffer[] };
}

/** A program that renames more folders has no use for this. */
const maxMoved = 10_000;
const maxNamed = 10;
/** Init goes no deeper. Each folder on the way is open. */
const maxDepth = 201;

/**
 * Reads a stream through, so that nothing is changed by one that is not whole.
 * @throws DamagedChanges for such a one, or when init could not write it
 */
export function survey(file: number): Survey {
  const origins: string[] = [];
  const paths: Buffer[] = [];
  // The top itself is left, too.
  let depth = 1;
  for (const { kind, name, data, value, id } of readChanges(file)) {
    if (kind.endsWith('folder') && ++depth > maxDepth)
      throw new DamagedChanges(`the guest entered folders that lie deeper than ${maxDepth - 1}`);
    if (kind === 'leave' && --depth < 0) throw new DamagedChanges('the guest left more folders than it entered');
    if (kind === 'lost' && paths.length < maxNamed) paths.push(name);
    if (kind === 'moved-folder') origins.push(bytesAt(file, data.at, data.length).toString('latin1'));
    if (origins.length > maxMoved) throw new DamagedChanges(`more than ${maxMoved} folders were moved`);
    if (kind !== 'end') continue;
    if (id !== 0) throw new DamagedChanges(errnoText(id));
    return { origins, lost: { count: value, paths } };
  }
  throw new DamagedChanges('the guest wrote nothing');
}
