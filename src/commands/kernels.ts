import { resolve } from 'node:path';
import { openContext } from '../cache/context.ts';
import { removeLeftWork } from '../cache/work-folder.ts';
import type { KernelAction, KernelCommand } from '../config/command.ts';
import { listAllKernels, removeKernels } from '../kernel/cached-kernels.ts';
import { provideKernel } from '../kernel/kernel.ts';
import { formatForPeople, formatForPrograms } from '../kernel/list-kernels.ts';
import { publicKeyOf, readPrivateKey } from '../kernel/store/store-keys.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import { kernelOptions } from '../provision/guest-kernels.ts';

/**
 * Lists, fetches, builds and removes kernels of the cache, and publishes stores of them.
 * @throws UmlRunError for a kernel that cannot be provided or is not in the cache; the signal's reason
 */
export async function kernels({ options, action, words }: KernelCommand, log: Log, signal: AbortSignal): Promise<0> {
  const context = await openContext({ folder: options.cache, offline: options.offline, log, signal });
  // Whoever looks after the cache wants its room back; one that cannot be written to keeps it.
  await removeLeftWork(context).catch(() => signal.throwIfAborted());
  if (action === 'list') {
    const cached = await listAllKernels(context.cache);
    process.stdout.write(process.stdout.isTTY ? formatForPeople(cached) : formatForPrograms(cached));
    return 0;
  }
  const actions: Record<Exclude<KernelAction, 'list'>, (spec: string) => Promise<void>> = {
    fetch: (spec) => provide(spec, false),
    build: (spec) => provide(spec, true),
    remove,
    publish,
  };
  for (const word of words) await actions[action](word);
  return 0;

  async function provide(spec: string, rebuild: boolean): Promise<void> {
    const { path, laterModules } = await provideKernel(spec, { ...kernelOptions(options), rebuild }, context);
    await laterModules?.provide();
    process.stdout.write(`${path}\n`);
  }

  async function publish(folder: string): Promise<void> {
    const { publishStore } = await import('../kernel/store/publish.ts');
    const { packBusybox } = await import('../kernel/store/pack-busybox.ts');
    const key = await readPrivateKey(options.key ?? '', process.env);
    const publication = { folder, specs: options.kernels, key, busybox: packBusybox };
    const { kernels: stored, busybox } = await publishStore(publication, kernelOptions(options), context);
    for (const { asset, size, sha256 } of [...stored, ...(busybox ? [busybox] : [])])
      process.stdout.write(`${[asset, size, sha256].join('\t')}\n`);
    process.stdout.write(`--kernel-store ${resolve(folder)}#key=${publicKeyOf(key)}\n`);
  }

  async function remove(spec: string): Promise<void> {
    const removed = await removeKernels(spec, context);
    for (const { version, source } of removed) process.stdout.write(`removed ${version}, ${source}\n`);
    if (removed.length > 0) return;
    throw new UmlRunError(
      'kernel-not-found',
      `kernel "${spec}" is not in the cache; "uml-run kernel list" shows those that are`,
    );
  }
}
