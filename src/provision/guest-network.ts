import type { Context } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import { provideSlirp } from '../network/find-slirp.ts';
import { requirePorts } from '../network/require-ports.ts';
import { openTapNetwork } from '../network/tap-network.ts';
import { linkOf, type UserNetwork } from '../network/user-network.ts';

/** A network for guests, to be closed when the last of them has ended. */
export interface ProvidedNetwork {
  /** What of guests' settings it is. */
  settings: Pick<GuestSettings, 'link' | 'network'>;
  /** What may lead out of a segment that guests share. */
  wayOut?: UserNetwork;
  /** Removes what this machine has of it. */
  close(): Promise<void>;
}

/**
 * The network that the options choose, with what it needs of this machine.
 * @throws UmlRunError when this machine cannot give it, or a port is taken; the signal's reason
 */
export async function provideNetwork({ network, publish }: Options, context: Context): Promise<ProvidedNetwork> {
  if (network.mode === 'none') return { settings: {}, close };
  if (network.mode === 'tap') return provideTap(network.device, context);
  await requirePorts(publish);
  const { hostLoopback, offline } = network;
  const slirp = await provideSlirp(context);
  const wayOut = { hostLoopback, offline, slirp, publish };
  return { settings: { network: wayOut, link: linkOf(network) }, wayOut, close };
}

/** Helpers end with their guests. */
async function close(): Promise<void> {}

async function provideTap(device: string | undefined, { log }: Pick<Context, 'log'>): Promise<ProvidedNetwork> {
  const network = await openTapNetwork(device);
  if (network.link.nameservers.length === 0)
    log.warning(
      "guests cannot look up names: this machine's nameservers are on its loopback or have no IPv4 address; use --network user",
    );
  return { settings: { network, link: network.link }, close: () => network.close() };
}
