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

/** The guest that a place is for. */
interface PlacedGuest {
  /** Its kernel's release. */
  release: string;
  /** Absolute path of the folder for the sockets of a network of its own; made when it is joined. */
  folder: string;
  /** Absolute path of the file for its capture, if what its own network carries is captured. */
  capturePath?: string | undefined;
}

/**
 * A place for one guest.
 * @throws UmlRunError `network-unavailable` when all are taken
 */
export function placeIn(network: GuestNetwork, guest: PlacedGuest): GuestPlace {
  if ('take' in network) return network.take(takesFew(guest.release));
  const { socket, mac } = 'slirp' in network ? { socket: ownSocket(network, guest.folder), mac: macAt(0) } : network;
  let joined: Supervised | undefined;
  return {
    supervisorWords: ['--connect', socket],
    kernelWords: linkWords(mac),
    join(onFailure) {
      joined = 'slirp' in network ? startOwn(network, guest, onFailure) : network.join(onFailure);
      return joined.ready;
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
  { release, folder, capturePath: path }: PlacedGuest,
  onFailure: (why: string) => void,
): Supervised {
  if (!hasSwitch(network)) return startHelper(network, folder, takesFew(release), onFailure);
  const { impairment, capture: how } = network;
  const capture = how && path !== undefined ? { ...how, path } : undefined;
  const segment = new Segment(folder, { peers: [], wayOut: network, impairment, capture });
  const member = segment.port(0).join(onFailure);
  return {
    ready: member.ready,
    async end() {
      await member.end();
      await segment.end();
    },
  };
}

/** Kernels before 5.18 wait for more frames when they have read 64. */
function takesFew(release: string): boolean {
  const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  return major < 5 || (major === 5 && minor < 18);
}
