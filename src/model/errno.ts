import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/**
 * An error number of Linux as text, with its name: `permission denied (EACCES)`.
 * @param errno positive; an unknown one is `error 999`
 */
export function errnoText(errno: number): string {
  // An import would load what else is in it, such as workers, at each start.
  const { getSystemErrorMap } = load('node:util') as typeof import('node:util');
  const [name, words] = (errno <= maxErrno && getSystemErrorMap().get(-errno)) || [];
  return name === undefined || words === undefined ? `error ${errno}` : `${words} (${name})`;
}

/** EHWPOISON. Above it are errors of libuv's own. */
const maxErrno = 133;
