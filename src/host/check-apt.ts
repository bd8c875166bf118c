import { execa } from 'execa';
import { aptReleases } from './apt-releases.ts';
import type { Check } from './check.ts';
import { versionIn } from './check-tool.ts';

/** Distribution kernels come through apt, from the archive that this machine is set up with. */
export async function checkApt(): Promise<Check> {
  const options = { reject: false, timeout: 30_000 } as const;
  const version = await execa('apt-get', ['--version'], options);
  if (version.failed) return judgeApt(undefined, '');
  const { stdout = '' } = await execa('apt-get', ['update', '--print-uris'], options);
  return judgeApt(version.stdout, stdout);
}

/**
 * @param version what `apt-get --version` prints; undefined without apt
 * @param printed by `apt-get update --print-uris`
 */
export function judgeApt(version: string | undefined, printed: string): Check {
  const name = 'apt';
  if (version === undefined) {
    return {
      name,
      ok: false,
      found: 'there is none',
      fix: 'run on Debian or Ubuntu, name a store with --kernel-store, or use what needs no packages: --kernel ./linux --rootfs host',
    };
  }
  const count = new Set(aptReleases(printed).map(({ uri }) => uri)).size;
  const found = `${versionIn(version)} with ${count} ${count === 1 ? 'archive' : 'archives'}`;
  if (count > 0) return { name, ok: true, found };
  return { name, ok: false, found, fix: 'name an archive in /etc/apt/sources.list' };
}
