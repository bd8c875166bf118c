import { userInfo } from 'node:os';
import { lastLines, missingTool, run } from '../host/run-tool.ts';
import { UmlRunError } from '../model/errors.ts';
import type { GuestLink } from '../model/network.ts';
import { addressDigits } from './address-digits.ts';
import { mtu as ownMtu } from './link.ts';
import { noTap } from './tap-checks.ts';
import { dotted } from './tap-slot.ts';

/** How a guest sets up its end, and the bytes of a packet. */
export interface PreparedEnd {
  link: GuestLink;
  mtu: number;
}

/**
 * How a guest sets up its end of a device that somebody has prepared.
 * @param nameservers that the guest is to ask
 * @throws UmlRunError `network-unavailable`, with what is wrong with the device; `tool-missing` or `tool-failed`
 */
export async function preparedEnd(device: string, nameservers: string[]): Promise<PreparedEnd> {
  const { ok, missing, stdout, stderr } = await run('ip', ['-d', '-j', 'address', 'show', 'dev', device]);
  if (missing) throw missingTool('ip', 'iproute2');
  if (!ok && !stderr.includes('does not exist'))
    throw new UmlRunError('tool-failed', `"ip" failed: ${lastLines(stderr)}`);
  const end = endOf(device, stdout, nameservers);
  if (typeof end !== 'string') return end;
  throw noTap(end);
}

/** What `ip` says of a device. */
interface Described {
  ifname: string;
  flags: string[];
  mtu: number;
  linkinfo?: { info_data?: { type?: string; multi_queue?: boolean; user?: string } };
  addr_info: { family: string; local: string; prefixlen: number }[];
}

/**
 * A guest has the address after this machine's, or the one before where that is the network's last.
 * @param text what `ip -d -j address` says of one device: of one that is not there, nothing
 * @param user whom this process runs as: the name, or the number of one that has none
 * @returns in words, what is wrong with the device and what to do
 */
export function endOf(device: string, text: string, nameservers: string[], user = ownName()): PreparedEnd | string {
  const [described]: (Described | undefined)[] = JSON.parse(text || '[]');
  if (!described) return `there is no device "${device}"; make it: ip tuntap add ${device} mode tap user <you>`;
  const { flags, linkinfo, mtu, addr_info } = described;
  const { type, multi_queue = false, user: owner = user } = linkinfo?.info_data ?? {};
  if (type !== 'tap') return `"${device}" is not a TAP device; name one that is`;
  if (multi_queue) return `"${device}" has several queues, which guests do not; make it again without multi_queue`;
  if (user !== 'root' && owner !== user)
    return `"${device}" belongs to ${owner}, and you are ${user}; make one of your own: ip tuntap add <name> mode tap user ${user}`;
  if (!flags.includes('UP')) return `"${device}" is down; bring it up: ip link set ${device} up`;
  if (flags.includes('LOWER_UP')) return `"${device}" is in use; wait for the program that has it, or name another`;
  const its = addr_info.find(({ family, prefixlen }) => family === 'inet' && prefixlen <= 30);
  if (!its)
    return `"${device}" has no IPv4 address with room for a guest; give it one: ip address add 192.168.77.1/24 dev ${device}`;
  const link = {
    address: addressBeside(its.local, its.prefixlen),
    prefix: its.prefixlen,
    gateway: its.local,
    nameservers,
  };
  // Where it leads on to an Ethernet, larger packets would be lost there.
  return { link, mtu: Math.min(mtu, ownMtu) };
}

/** As `ip` names owners. */
function ownName(): string {
  const uid = process.getuid?.() ?? 0;
  if (uid === 0) return 'root';
  try {
    return userInfo().username;
  } catch {
    return String(uid);
  }
}

function addressBeside(address: string, prefix: number): string {
  const own = Number.parseInt(addressDigits(address), 16);
  const size = 2 ** (32 - prefix);
  return dotted(own % size >= size - 2 ? own - 1 : own + 1);
}
