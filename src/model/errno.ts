import { getSystemErrorMap } from 'node:util';

/**
 * An error number of Linux as text, with its name: `permission denied (EACCES)`.
 * @param errno positive; an unknown one is `error 999`
 */
export function errnoText(errno: number): string {
  const [name, words] = (errno <= maxErrno && getSystemErrorMap().get(-errno)) || [];
  return name === undefined || words === undefined ? `error ${errno}` : `${words} (${name})`;
}

/** EHWPOISON. Above it are errors of libuv's own. */
const maxErrno = 133;
