import { openCache } from '../cache/cache.ts';
import type { Command } from '../config/command.ts';
import type { Options } from '../config/options.ts';
import { trySandbox } from '../guest/try-sandbox.ts';
import { checkDescriptors } from '../host/check-descriptors.ts';
import { type Check, checkMachine, formatChecks } from '../host/check-machine.ts';
import { neededCurrentFolder } from '../host/current-folder.ts';
import { landlockVersion } from '../host/landlock.ts';
import { hasSeccompFilters } from '../host/seccomp.ts';
import { checkCompiler } from '../kernel/check-compiler.ts';
import { checkStore, type StoreCheck } from '../kernel/store/check-store.ts';
import { checkTapNetwork, checkUserNetwork } from '../network/check-network.ts';
import { storeOptions } from '../provision/store-options.ts';

/**
 * Says what this machine can do.
 * @returns the exit code: 0 when it can run guests
 */
export async function doctor({ options }: Extract<Command, { command: 'doctor' }>): Promise<0 | 3> {
  // Tools are started there.
  neededCurrentFolder();
  const checks = await allChecks(options);
  process.stdout.write(formatChecks(checks));
  return checks.every(({ ok }) => ok) ? 0 : 3;
}

async function allChecks(options: Options): Promise<Check[]> {
  const descriptors = checkDescriptors();
  // The others need some.
  if (!descriptors.ok) return [descriptors];
  const opened = await openCache({ folder: options.cache });
  const machine = await checkMachine({
    cacheFolder: opened.folder,
    landlockVersion: landlockVersion(),
    hasSeccompFilters: hasSeccompFilters(),
  });
  const networks = [await checkUserNetwork({ cache: opened }), await checkTapNetwork()];
  const store = await checkStore(storeOptions(options), opened);
  const others = [...networks, await checkCompiler(), store.check, trySandbox(), descriptors];
  return [...machine, ...others].map((check) => withStore(check, store));
}

/** Where a store has kernels and busybox, neither apt nor a compiler has to give them. */
function withStore(check: Check, { hasKernels, hasBusybox }: StoreCheck): Check {
  const isNeedless = (check.name === 'apt' && hasBusybox) || check.name === 'compiler';
  if (check.ok || !hasKernels || !isNeedless) return check;
  return { name: check.name, ok: true, found: `${check.found}; the store has what it would give` };
}
