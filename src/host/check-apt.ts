import { execa } from 'execa';
import type { Check } from './check.ts';
import { versionIn } from './check-tool.ts';

/** Distribution kernels come through apt, from the archive that this machine is set up with. */
export async function checkApt(): Promise<Check> {
  const options = { reject: false, timeout: 30_000 } as const;
  const version = await execa('apt-get', ['--version'], options);
  if (version.failed) return judgeApt(undefined, '');
  const targets = await execa('apt-get', ['indextargets', '--format', '$(REPO_URI)'], options);
  return judgeApt(version.stdout, targets.failed ? '' : targets.stdout);
}

/**
 * @param version what `apt-get --version` prints; undefined without apt
 * @param archives one URI a line, as often as it has lists
 */
export function judgeApt(version: string | undefined, archives: string): Check {
  const name = 'apt';
  if (version === undefined) {
    return {
      name,
      ok: false,
      found: 'there is none',
      fix: 'run on Debian or Ubuntu, or name your own kernels: --kernel ./linux',
    };
  }
  const count = new Set(archives.split('\n').filter((line) => line !== '')).size;
  const found = `${versionIn(version)} with ${count} ${count === 1 ? 'archive' : 'archives'}`;
  if (count > 0) return { name, ok: true, found };
  return { name, ok: false, found, fix: 'name an archive in /etc/apt/sources.list, and apt-get update' };
}
