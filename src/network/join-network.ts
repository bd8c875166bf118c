import { macAt } from './guest-addresses.ts';
import { socketsIn, startHelper } from './helper.ts';
import type { SegmentPort } from './segment.ts';
import type { Supervised } from './supervised.ts';
import type { UserNetwork } from './user-network.ts';

/** Who carries what a guest sends: a helper of its own, or a switch that others share. */
export type GuestNetwork = UserNetwork | SegmentPort;

/** A guest's end: the socket that it is connected to, and the address of its interface. */
export interface GuestEndpoint {
  socket: string;
  mac: string;
}

/** @param folder for the sockets of a helper of its own */
export function endpointOf(network: GuestNetwork, folder: string): GuestEndpoint {
  return 'slirp' in network ? { socket: socketsIn(folder).link, mac: macAt(0) } : network;
}

/**
 * Readies what a guest is connected to; see `startHelper`.
 * @throws the system's error when the folder cannot be made
 */
export function joinNetwork(network: GuestNetwork, folder: string, onFailure: (why: string) => void): Supervised {
  return 'slirp' in network ? startHelper(network, folder, onFailure) : network.join(onFailure);
}
