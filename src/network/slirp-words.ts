import { mtu } from './link.ts';
import { hasIpv6, type UserNetwork } from './user-network.ts';

/** Names of the helper's sockets in the folder that it starts in. */
export interface SlirpSockets {
  /** For the guest. */
  link: string;
  /** For requests. */
  api: string;
}

/** The helper's command line, without its name. */
export function slirpWords({ hostLoopback, offline, publish }: UserNetwork, { link, api }: SlirpSockets): string[] {
  return [
    '--target-type=bess',
    `--mtu=${mtu}`,
    ...(hasIpv6() ? ['--enable-ipv6'] : []),
    ...(hostLoopback ? [] : ['--disable-host-loopback']),
    // From there nothing leads out.
    ...(offline ? ['--outbound-addr=127.0.0.1', '--outbound-addr6=::1'] : []),
    ...(publish.length > 0 ? [`--api-socket=${api}`] : []),
    link,
  ];
}
