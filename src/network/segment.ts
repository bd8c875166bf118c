import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nativeFile } from '../host/native-file.ts';
import type { GuestLink } from '../model/network.ts';
import { address6At, addressAt, macAt } from './guest-addresses.ts';
import { linkIn, startHelper } from './helper.ts';
import { linkDescriptor } from './link.ts';
import { type Supervised, startSupervised } from './supervised.ts';
import { linkOf, type UserNetwork } from './user-network.ts';

/** A guest's place in a segment: one guest at a time, with an address that is this place's alone. */
export interface SegmentPort {
  /** Path of the socket that the guest is connected to. */
  socket: string;
  /** Of its interface, as the kernel's command line has it. */
  mac: string;
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

/** An Ethernet that guests share, by a switch which is an ordinary process of the host. */
export class Segment {
  private readonly folder: string;
  private readonly helpers: Supervised[] = [];
  private readonly members = new Set<(why: string) => void>();
  private problem: string | undefined;

  /**
   * Starts the switch, which listens some milliseconds later.
   * @param folder absolute path of a folder for its sockets; made, and not removed
   * @param peers names of the guests at the ports from 1 on
   * @param wayOut leads out of it; without that, guests reach each other only
   * @throws the system's error when the folder cannot be made
   */
  constructor(folder: string, peers: readonly string[], wayOut?: UserNetwork) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const own = join(folder, 'switch');
    mkdirSync(own, { mode: 0o700 });
    const fail = (why: string) => this.fail(why);
    const out = wayOut && startHelper(wayOut, join(folder, 'out'), fail);
    if (out) this.helpers.push(out);
    const ports = ['tests', ...peers].flatMap((name, port) => [
      ...['--port', name, macAt(port).replaceAll(':', ''), String(port)],
    ]);
    const uplink = out ? ['--uplink-descriptor', String(linkDescriptor)] : [];
    const path = nativeFile('switch');
    this.helpers.push(
      startSupervised(
        {
          name: 'the switch',
          path,
          words: [...ports, ...uplink],
          read: [],
          link: out && linkIn(join(folder, 'out')),
          folder: own,
          role: 'helper',
        },
        (why) => fail(`the guests' network is gone: ${why}`),
      ),
    );
  }

  /** @param port 0 for the tests' guest, then those of the peers */
  port(port: number): SegmentPort {
    return { socket: this.socketOf(port), mac: macAt(port), join: (onFailure) => this.join(onFailure) };
  }

  /** Breaks it: the guests in it end with this reason, and so do those that join later. */
  fail(why: string): void {
    if (this.problem !== undefined) return;
    this.problem = why;
    for (const member of this.members) member(why);
  }

  /** Ends it once its guests have ended. Nothing is left of it. */
  async end(): Promise<void> {
    await Promise.all(this.helpers.map((helper) => helper.end()));
  }

  private join(onFailure: (why: string) => void): Supervised {
    this.members.add(onFailure);
    const { problem } = this;
    // Whoever joins it is not ready to be told yet.
    if (problem !== undefined) setImmediate(() => this.members.has(onFailure) && onFailure(problem));
    return {
      end: async () => void this.members.delete(onFailure),
    };
  }

  private socketOf(port: number): string {
    return join(this.folder, 'switch', String(port));
  }
}
