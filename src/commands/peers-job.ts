import type { Options } from '../config/options.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import type { Segment } from '../network/segment.ts';
import type { UserNetwork } from '../network/user-network.ts';
import { commandLineOf } from '../provision/guest-kernels.ts';
import { networkAt, type Peers } from '../provision/peers.ts';
import type { PeersJob } from '../runner/running-peers.ts';

/** What guests beside those of the tests are started with. */
interface BesideJob extends Peers {
  segment: Segment;
  options: Options;
  /** Of all guests. */
  settings: GuestSettings;
  /** Of the tests. */
  kernels: readonly Kernel[];
  wayOut: UserNetwork | undefined;
  /** Absolute path of the output folder. */
  output: string;
}

/** What has to be staged for them. */
export function testsBeside({ peers, ready }: Peers): Test[] {
  return [...peers, ...ready].map(({ test }) => test);
}

/**
 * How they run, each at its port of the segment.
 * @throws UmlRunError when there is no kernel to ask with whether they are ready
 */
export function peersJob(job: BesideJob): PeersJob {
  const { segment, options, settings, wayOut, output, ready } = job;
  const kernel = job.kernels.find(({ problem }) => problem === undefined);
  if (!kernel) throw new UmlRunError('kernel-not-found', 'no kernel can run the tests');
  const at = (port: number, one: Kernel): GuestSettings => ({
    ...settings,
    ...networkAt(port, segment, options, wayOut),
    kernelArguments: commandLineOf(one, options),
  });
  const peers = job.peers.map((peer, index) => ({ ...peer, settings: at(index + 1, peer.kernel) }));
  const { bootTimeoutSeconds } = options;
  return { peers, ready, kernel, settings: at(0, kernel), output, bootTimeoutSeconds };
}
