import { openCache } from '../cache/cache.ts';
import type { Command } from '../config/command.ts';
import { checkMachine, formatChecks } from '../host/check-machine.ts';
import { landlockVersion } from '../host/landlock.ts';
import { hasSeccompFilters } from '../host/seccomp.ts';

/**
 * Says what this machine can do.
 * @returns the exit code: 0 when it can run guests
 */
export async function doctor({ options }: Extract<Command, { command: 'doctor' }>): Promise<0 | 3> {
  const { folder } = await openCache({ folder: options.cache });
  const checks = await checkMachine({
    cacheFolder: folder,
    landlockVersion: landlockVersion(),
    hasSeccompFilters: hasSeccompFilters(),
  });
  process.stdout.write(formatChecks(checks));
  return checks.every(({ ok }) => ok) ? 0 : 3;
}
