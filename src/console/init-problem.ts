import { errnoText } from '../model/errno.ts';

/**
 * Why a guest cannot be used, in words for the user, from init's `problem` marker.
 * @param what it could not do, with the path: `mount /proc`
 * @param errno positive
 */
export function initProblem(what: string, errno: number): string {
  return `init could not ${what}: ${errnoText(errno)}`;
}
