import type { Context } from '../cache/context.ts';
import type { Check } from '../host/check.ts';
import { checkTool } from '../host/check-tool.ts';
import { type OwnSlirp, ownSlirp } from './find-slirp.ts';
import { nameservers } from './nameservers.ts';
import { oldest } from './slirp-version.ts';
import { driverProblem, settingsProblem } from './tap-checks.ts';
import { hasIpv6 } from './user-network.ts';

/**
 * What `--network user` finds on this machine, for `doctor`: nothing that a run without a network needs.
 * @param path as the variable PATH has it
 * @param known the nameservers of this machine
 */
export async function checkUserNetwork(
  context: Pick<Context, 'cache'>,
  path = process.env.PATH ?? '',
  known: readonly string[] = nameservers(),
): Promise<Check> {
  const slirp = await ownSlirp(context, path);
  const found = [
    describeSlirp(slirp),
    `${hasIpv6() ? 'with' : 'without'} IPv6`,
    ...(known.length > 0 ? [] : ['no nameserver']),
  ];
  const fixes = [
    ...howToHave(slirp),
    ...(known.length > 0 ? [] : ['name a server in /etc/resolv.conf (nameserver 192.0.2.1): guests find no names']),
  ];
  const fix = fixes.length > 0 ? { fix: fixes.join('; ') } : {};
  return { name: 'network user', ok: true, found: found.join(', '), ...fix };
}

function describeSlirp(slirp: OwnSlirp | undefined): string {
  if (slirp === undefined) return 'no slirp4netns';
  return slirp.unfit === undefined ? `slirp4netns ${slirp.version}` : `"${slirp.path}" ${slirp.unfit}`;
}

function howToHave(slirp: OwnSlirp | undefined): string[] {
  const without = "without it, --network user fetches that of this machine's apt";
  if (slirp === undefined) return [`apt-get install slirp4netns: ${without}`];
  return slirp.unfit === undefined
    ? []
    : [`put slirp4netns ${oldest} or later, linked dynamically, first on PATH: ${without}`];
}

/**
 * What `--network tap` finds, likewise. With a device that somebody has prepared, it needs the driver alone.
 * @param user whom this process runs as
 */
export async function checkTapNetwork(user = process.getuid?.() ?? 0): Promise<Check> {
  const nft = await checkTool('nft', 'nftables');
  const problems = [
    ...(user === 0 ? [] : ['only root can make TAP devices']),
    ...[driverProblem(), user === 0 ? settingsProblem() : undefined].filter((problem) => problem !== undefined),
    ...(nft.fix === undefined ? [] : [`nft ${nft.found}: ${nft.fix}`]),
  ];
  const [name, ok] = ['network tap', true];
  if (problems.length === 0) return { name, ok, found: `root, /dev/net/tun and nft ${nft.found}` };
  return { name, ok, found: 'not possible here', fix: problems.join('; ') };
}
