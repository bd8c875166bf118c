import { openCache } from '../cache/cache.ts';
import type { Command } from '../config/command.ts';
import { trySandbox } from '../guest/try-sandbox.ts';
import { checkDescriptors } from '../host/check-descriptors.ts';
import { type Check, checkMachine, formatChecks } from '../host/check-machine.ts';
import { landlockVersion } from '../host/landlock.ts';
import { hasSeccompFilters } from '../host/seccomp.ts';
import { checkCompiler } from '../kernel/check-compiler.ts';
import { checkTapNetwork, checkUserNetwork } from '../network/check-network.ts';

/**
 * Says what this machine can do.
 * @returns the exit code: 0 when it can run guests
 */
export async function doctor({ options }: Extract<Command, { command: 'doctor' }>): Promise<0 | 3> {
  const checks = await allChecks(options.cache);
  process.stdout.write(formatChecks(checks));
  return checks.every(({ ok }) => ok) ? 0 : 3;
}

async function allChecks(cache: string | undefined): Promise<Check[]> {
  const descriptors = checkDescriptors();
  // The others need some.
  if (!descriptors.ok) return [descriptors];
  const opened = await openCache({ folder: cache });
  const machine = await checkMachine({
    cacheFolder: opened.folder,
    landlockVersion: landlockVersion(),
    hasSeccompFilters: hasSeccompFilters(),
  });
  const networks = [await checkUserNetwork({ cache: opened }), await checkTapNetwork()];
  return [...machine, ...networks, await checkCompiler(), trySandbox(), descriptors];
}
