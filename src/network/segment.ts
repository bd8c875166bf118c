import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { guestName } from '../model/guest-name.ts';
import type { GuestLink } from '../model/network.ts';
import { address6At, addressAt, macAt } from './guest-addresses.ts';
import { linkIn, startHelper } from './helper.ts';
import { Members } from './members.ts';
import type { Supervised } from './supervised.ts';
import { portIn, type Switch, startSwitch } from './switch.ts';
import { linkOf, type UserNetwork } from './user-network.ts';

/** A guest's place in a segment: one guest at a time, with an address that is this place's alone. */
export interface SegmentPort {
  /** Path of the socket that the guest is connected to. */
  socket: string;
  /** Of its interface, as the kernel's command line has it. */
  mac: string;
  /** Absolute path of the file that gets what all guests send, if one does. */
  capture?: string | undefined;
  /** @param onFailure called when the segment is broken, with why, unless the guest has ended before */
  join(onFailure: (why: string) => void): Supervised;
}

/** How many peers fit: as many as the switch has ports, without the tests' and the way out. */
export const mostPeers = 62;

/**
 * How the guest at a port sets up its end.
 * @param port 0 for the tests' guest, up to `mostPeers`
 * @param wayOut the network that leads out of the segment, if any
 * @param hosts names of peers, with their addresses
 */
export function segmentLink(
  port: number,
  wayOut: Pick<UserNetwork, 'offline'> | undefined,
  hosts: Record<string, string>,
): GuestLink {
  const out = wayOut ? linkOf(wayOut) : { prefix: 24, nameservers: [] };
  const { address6, ...rest } = { address6: undefined, ...out };
  return {
    ...rest,
    address: addressAt(port),
    ...(address6 !== undefined && { address6: address6At(port) }),
    hosts,
  };
}

export interface SegmentPlan extends Pick<Switch, 'impairment' | 'capture'> {
  /** Names of the guests at the ports from 1 on. */
  peers: readonly string[];
  /** Leads out of it; without that, guests reach each other only. */
  wayOut?: UserNetwork | undefined;
}

/** An Ethernet that guests share, by a switch which is an ordinary process of the host. */
export class Segment {
  private readonly folder: string;
  private readonly capture: string | undefined;
  private readonly helpers: Supervised[] = [];
  private readonly members = new Members();
  private readonly ready: Promise<void> | undefined;

  /**
   * @param folder absolute path of a folder for its sockets; made, and not removed
   * @throws the system's error when its folders cannot be made; nothing runs then
   */
  constructor(folder: string, { peers, wayOut, impairment, capture }: SegmentPlan) {
    this.folder = folder;
    this.capture = capture?.path;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const fail = (why: string) => this.members.fail(why);
    const out = join(folder, 'out');
    const helper = wayOut && startHelper(wayOut, out, false, fail);
    if (helper) this.helpers.push(helper);
    this.ready = helper?.ready;
    const plan = { ports: [guestName, ...peers], wayOut: wayOut && linkIn(out), impairment, capture };
    try {
      this.helpers.push(startSwitch(plan, switchIn(folder), (why) => fail(`the guests' network is gone: ${why}`)));
    } catch (error) {
      // A helper keeps this process from ending.
      void this.end();
      throw error;
    }
  }

  /** @param port 0 for the tests' guest, then those of the peers */
  port(port: number): SegmentPort {
    const { capture } = this;
    const socket = socketIn(this.folder, port);
    return { socket, mac: macAt(port), capture, join: (onFailure) => this.join(onFailure) };
  }

  /** Ends it once its guests have ended. Nothing is left of it. */
  async end(): Promise<void> {
    await Promise.all(this.helpers.map((helper) => helper.end()));
  }

  private join(onFailure: (why: string) => void): Supervised {
    const leave = this.members.join(onFailure);
    return { ready: this.ready, end: async () => leave() };
  }
}

/** The socket of a guest's port. @param folder of a segment */
export function socketIn(folder: string, port: number): string {
  return portIn(switchIn(folder), port);
}

function switchIn(folder: string): string {
  return join(folder, 'switch');
}
