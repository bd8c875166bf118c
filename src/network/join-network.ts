import { macAt } from './guest-addresses.ts';
import type { GuestPlace } from './guest-place.ts';
import { linkIn, startHelper } from './helper.ts';
import { linkWords } from './link.ts';
import type { SegmentPort } from './segment.ts';
import type { Supervised } from './supervised.ts';
import type { TapNetwork } from './tap-network.ts';
import type { UserNetwork } from './user-network.ts';

/** Who carries what a guest sends: a helper of its own, a switch that others share, or a device of this machine. */
export type GuestNetwork = UserNetwork | SegmentPort | TapNetwork;

/**
 * A place for one guest.
 * @param folder absolute path of the folder for the sockets of a helper of its own; made when it is joined
 * @throws UmlRunError `network-unavailable` when all are taken
 */
export function placeIn(network: GuestNetwork, folder: string): GuestPlace {
  if ('take' in network) return network.take();
  const { socket, mac } = 'slirp' in network ? { socket: linkIn(folder), mac: macAt(0) } : network;
  let joined: Supervised | undefined;
  return {
    supervisorWords: ['--connect', socket],
    kernelWords: linkWords(mac),
    join(onFailure) {
      joined = 'slirp' in network ? startHelper(network, folder, onFailure) : network.join(onFailure);
    },
    leave: async () => joined?.end(),
  };
}
