import { macAt } from './guest-addresses.ts';
import type { GuestPlace } from './guest-place.ts';
import { linkIn, startHelper } from './helper.ts';
import { linkWords } from './link.ts';
import { Segment, type SegmentPort, socketIn } from './segment.ts';
import type { Supervised } from './supervised.ts';
import type { TapNetwork } from './tap-network.ts';
import type { UserNetwork } from './user-network.ts';

/** Who carries what a guest sends: a helper of its own, a switch that others share, or a device of this machine. */
export type GuestNetwork = UserNetwork | SegmentPort | TapNetwork;

/**
 * A place for one guest.
 * @param folder absolute path of the folder for the sockets of a network of its own; made when it is joined
 * @param capturePath absolute path of the file for its capture, if what its own network carries is captured
 * @throws UmlRunError `network-unavailable` when all are taken
 */
export function placeIn(network: GuestNetwork, folder: string, capturePath?: string): GuestPlace {
  if ('take' in network) return network.take();
  const { socket, mac } = 'slirp' in network ? { socket: ownSocket(network, folder), mac: macAt(0) } : network;
  let joined: Supervised | undefined;
  return {
    supervisorWords: ['--connect', socket],
    kernelWords: linkWords(mac),
    join(onFailure) {
      joined = 'slirp' in network ? startOwn(network, folder, capturePath, onFailure) : network.join(onFailure);
    },
    leave: async () => joined?.end(),
  };
}

/** Whether there is more between the guest and its helper than a socket. */
function hasSwitch({ impairment, capture }: UserNetwork): boolean {
  return impairment !== undefined || capture !== undefined;
}

function ownSocket(network: UserNetwork, folder: string): string {
  return hasSwitch(network) ? socketIn(folder, 0) : linkIn(folder);
}

function startOwn(
  network: UserNetwork,
  folder: string,
  path: string | undefined,
  onFailure: (why: string) => void,
): Supervised {
  if (!hasSwitch(network)) return startHelper(network, folder, onFailure);
  const { impairment, capture: how } = network;
  const capture = how && path !== undefined ? { ...how, path } : undefined;
  const segment = new Segment(folder, { peers: [], wayOut: network, impairment, capture });
  const member = segment.port(0).join(onFailure);
  return {
    async end() {
      await member.end();
      await segment.end();
    },
  };
}
