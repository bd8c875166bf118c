import type { Context } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import { provideSlirp } from '../network/find-slirp.ts';
import { requirePorts } from '../network/require-ports.ts';
import { linkOf, type UserNetwork } from '../network/user-network.ts';

/** What of a guest's settings is its network. */
export type NetworkSettings = Pick<GuestSettings, 'link'> & { network?: UserNetwork };

/**
 * The network that the options choose, with the helper that it needs.
 * @throws UmlRunError when there is no helper, or a port is taken; the signal's reason
 */
export async function provideNetwork({ network, publish }: Options, context: Context): Promise<NetworkSettings> {
  if (network.mode === 'none') return {};
  await requirePorts(publish);
  const { hostLoopback, offline } = network;
  const slirp = await provideSlirp(context);
  return { network: { hostLoopback, offline, slirp, publish }, link: linkOf(network) };
}
