import { errnoText } from '../model/errno.ts';

/**
 * Why a guest cannot be used, in words for the user, from init's `problem` marker.
 * @param what it could not do, with the path: `mount /proc`
 * @param errno positive
 */
export function initProblem(what: string, errno: number): string {
  const [, hint] = hints.find(([start]) => what.startsWith(start)) ?? [];
  return [`init could not ${what}: ${errnoText(errno)}`, hint].filter(Boolean).join('; ');
}

/** What helps, by how a problem begins. */
const hints = [
  ['find the network interface', 'the kernel needs CONFIG_INET and CONFIG_UML_NET_VECTOR'],
  [
    'bring up the network interface',
    'nothing listens at its other end, or the kernel cannot use it: its console says more',
  ],
] as const;
