import { getSystemErrorMap } from 'node:util';

/**
 * An error number of Linux in words, and by name: `permission denied (EACCES)`.
 * @param errno positive; one that nobody knows is `error 999`
 */
export function errnoText(errno: number): string {
  const [name, words] = (errno <= maxErrno && getSystemErrorMap().get(-errno)) || [];
  return name === undefined || words === undefined ? `error ${errno}` : `${words} (${name})`;
}

/** EHWPOISON. Above it are errors of libuv's own. */
const maxErrno = 133;
