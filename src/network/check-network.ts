import type { Context } from '../cache/context.ts';
import type { Check } from '../host/check.ts';
import { ownSlirp } from './find-slirp.ts';
import { oldest } from './slirp-version.ts';
import { hasIpv6 } from './user-network.ts';

/** What `--network user` finds on this machine, for `doctor`: nothing that a run without a network needs. */
export async function checkUserNetwork(context: Pick<Context, 'cache'>, path = process.env.PATH ?? ''): Promise<Check> {
  const name = 'network user';
  const slirp = await ownSlirp(context, path);
  if (slirp) return { name, ok: true, found: `slirp4netns ${slirp.version}, ${hasIpv6() ? 'with' : 'without'} IPv6` };
  return {
    name,
    ok: true,
    found: `no slirp4netns from ${oldest}`,
    fix: "apt-get install slirp4netns: without it, --network user fetches that of this machine's apt",
  };
}
