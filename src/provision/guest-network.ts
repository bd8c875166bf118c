import type { Context } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import type { Log } from '../model/log.ts';
import type { CaptureSettings } from '../network/capture-file.ts';
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
export async function provideNetwork(options: Options, context: Context): Promise<ProvidedNetwork> {
  const { network, publish } = options;
  if (network.mode === 'none') return { settings: {}, close };
  if (network.mode === 'tap') return provideTap(network.device, context);
  await requirePorts(publish);
  const { mode: _, ...how } = network;
  const slirp = await provideSlirp(context);
  const wayOut = { ...how, slirp, publish, capture: captureSettings(options, context.log) };
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

/** How networks are captured, if they are. */
export function captureSettings(
  { capture, artifactsLimitMegabytes }: Options,
  log: Pick<Log, 'warning'>,
): CaptureSettings | undefined {
  if (!capture) return undefined;
  return { limit: artifactsLimitMegabytes * 2 ** 20, warn: (text) => log.warning(text) };
}
