import { UmlRunError } from '../model/errors.ts';
import type { GuestLink } from '../model/network.ts';
import { macOf } from './guest-addresses.ts';
import type { GuestPlace } from './guest-place.ts';
import { linkWords, mtu, tapLinkWord } from './link.ts';
import { Members } from './members.ts';
import { reachableNameservers } from './nameservers.ts';
import { checkTap } from './tap-checks.ts';
import { preparedEnd } from './tap-prepared.ts';
import { type HeldRules, makeRules } from './tap-rules.ts';
import { dotted, endsOf, mostTaps, takeTapSlot, tapName } from './tap-slot.ts';

/** A device that one guest has at a time, and how the guest sets up its end. */
interface TapEnd {
  device: string;
  /** The address of this machine on it, as a number, if the supervisor makes the device. */
  host?: number;
  link: GuestLink;
  /** Bytes of a packet. */
  mtu: number;
}

/**
 * A network by TAP devices: with one that somebody has prepared, or with those of uml-run's own, which are masqueraded.
 * @param device the name of the prepared one
 * @throws UmlRunError `network-unavailable` or `tool-missing`
 */
export async function openTapNetwork(device?: string): Promise<TapNetwork> {
  checkTap(device);
  const nameservers = reachableNameservers();
  if (device === undefined) return openOwn(nameservers);
  const end = await preparedEnd(device, nameservers);
  return new TapNetwork([{ ...end, device }]);
}

async function openOwn(nameservers: string[]): Promise<TapNetwork> {
  const slot = await takeTapSlot();
  try {
    const ends = Array.from({ length: mostTaps }, (_, guest) => ownEnd(slot.index, guest, nameservers));
    return new TapNetwork(ends, await makeRules(slot.index), slot.giveBack);
  } catch (error) {
    slot.giveBack();
    throw error;
  }
}

function ownEnd(slot: number, guest: number, nameservers: string[]): TapEnd {
  const ends = endsOf(slot, guest);
  return {
    device: tapName(slot, guest),
    host: ends.host,
    link: { address: dotted(ends.guest), prefix: 30, gateway: dotted(ends.host), nameservers },
    mtu,
  };
}

/** What a run has to give its guests TAP devices. */
export class TapNetwork {
  /** Of its first guest: what its files say of the network is the same for all. */
  readonly link: GuestLink;
  private readonly free: Set<TapEnd>;
  private readonly members = new Members();
  private readonly rules: HeldRules | undefined;
  private readonly onClosed: () => void;

  /** @param ends at least one */
  constructor(ends: readonly TapEnd[], rules?: HeldRules, onClosed = () => {}) {
    this.free = new Set(ends);
    this.link = (ends[0] as TapEnd).link;
    this.rules = rules;
    this.onClosed = onClosed;
    // Without them, guests would reach each other.
    rules?.lost.then(() =>
      this.members.fail("the guest's network is gone: nft, which holds its rules, was ended from outside uml-run"),
    );
  }

  /**
   * A device that no other guest has.
   * @param takesFew whether its kernel reads 64 packets when some arrive, and the rest only when more do
   * @throws UmlRunError `network-unavailable` when all are taken
   */
  take(takesFew: boolean): GuestPlace {
    const [end] = this.free;
    if (!end) throw new UmlRunError('network-unavailable', 'all TAP devices of this run are in use; lower --jobs');
    this.free.delete(end);
    const { link, device, host } = end;
    const mac = macOf(link.address);
    let leave = () => {};
    return {
      link,
      supervisorWords: [
        ...['--tap', device, '--tap-link', tapLinkWord(device, mac, end.mtu)],
        ...(host === undefined ? [] : ['--tap-address', String(host)]),
        ...(takesFew ? ['--tap-reads', 'few'] : []),
      ],
      kernelWords: linkWords(mac, end.mtu),
      join: (onFailure) => {
        leave = this.members.join(onFailure);
        return undefined;
      },
      leave: async () => {
        leave();
        this.free.add(end);
      },
    };
  }

  /** Removes what this machine has of it; devices go with their guests. */
  async close(): Promise<void> {
    await this.rules?.remove();
    this.onClosed();
  }
}
