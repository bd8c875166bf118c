import { errnoText } from '../model/errno.ts';

/** Why a program could not be started, for people: what execve(2) and clone(2) say. */
export function startErrorText(errno: number): string {
  return texts[errno] ?? errnoText(errno);
}

const texts: Record<number, string> = {
  1: 'the kernel does not permit it (EPERM)',
  2: 'the guest lacks the file, or the interpreter or loader that it names (ENOENT)',
  5: 'input/output error (EIO)',
  7: 'its arguments and environment are too long (E2BIG)',
  8: 'the kernel does not know its format (ENOEXEC)',
  11: 'no process can be made at the moment (EAGAIN)',
  12: 'the guest has too little memory; see --memory (ENOMEM)',
  13: 'it, or its interpreter, may not be executed, or the folder that it starts in may not be entered (EACCES)',
  20: 'a part of its path is not a folder (ENOTDIR)',
  26: 'it is open for writing (ETXTBSY)',
  40: 'too many symbolic links on its path (ELOOP)',
};
