import { errnoOf, UmlRunError } from '../../model/errors.ts';
import { quoted } from './tree-entry.ts';

/** How an entry cannot be, by the code of the error that it gives. */
const problems: Record<string, string> = {
  ERR_INVALID_ARG_VALUE: 'with a NUL in its name or target',
  ENAMETOOLONG: 'whose name or target is too long for a file',
  EINVAL: 'which this machine takes for invalid',
  EILSEQ: 'which this machine takes for invalid',
  EMLINK: 'which has more hard links than this machine allows',
};

/**
 * What is wrong with an entry that the system, or Node before it, refuses.
 * @param what the entry comes from, for messages
 * @returns the error itself where it says nothing about the entry
 */
export function explained(cause: unknown, what: string, name: string): unknown {
  const problem = problems[errnoOf(cause) ?? ''];
  return problem === undefined ? cause : unusable(what, name, problem, cause);
}

/** @param problem follows the entry's name */
export function unusable(what: string, name: string, problem: string, cause?: unknown): UmlRunError {
  const message = `${what} has the entry ${quoted(name)}, ${problem}: it is damaged, or not a root file system`;
  return new UmlRunError('rootfs-invalid', message, { cause });
}
