import { errnoOf, howToHaveRoom, isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';

/** What to do about what this machine has too little of, by the code of the system's error. */
export const shortage: Record<string, string> = {
  EAGAIN: 'raise the limit of processes (ulimit -u, or pids.max of a control group)',
  ENOMEM: 'this machine, or a control group, has no memory left',
  EMFILE: 'raise the limit of open files (ulimit -n)',
  ENFILE: 'this machine has too many open files',
};

const advice: Record<string, string> = {
  ...shortage,
  ENOENT: 'a part of uml-run, or of its temporary folders, is missing: install it again',
  EACCES: 'uml-run has to lie where programs may be executed',
};

/** The error for a guest whose files, folders or process this machine does not give: `disk-full` or `guest-failed`. */
export function cannotStart(cause: unknown): UmlRunError {
  if (cause instanceof UmlRunError) return cause;
  const isFull = isDiskFull(cause);
  const what = isFull ? howToHaveRoom : advice[errnoOf(cause) ?? ''];
  const message = [`cannot start a guest: ${messageOf(cause)}`, ...(what === undefined ? [] : [what])].join('; ');
  return new UmlRunError(isFull ? 'disk-full' : 'guest-failed', message, { cause });
}
