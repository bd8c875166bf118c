import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import type { GuestSettings } from './guest-settings.ts';
import { layoutSteps } from './layout.ts';
import { explain } from './run-guest.ts';
import { runGuestOnce } from './run-guest-once.ts';
import { makeScratch, type Scratch } from './scratch.ts';
import { stage } from './share.ts';

/** Lines of the console that an error shows. */
const tailLines = 15;

/**
 * Boots a kernel as a guest without tests, from init's first word through all that it prepares to its last.
 * @param executable absolute path
 * @param seconds limit of the boot
 * @throws UmlRunError `kernel-boot-failed` when it does not get there, with the end of its console; the signal's reason
 */
export async function checkBoots(executable: string, seconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const scratch = makeScratch();
  try {
    const settings = await emptySettings(scratch);
    const kernel: Kernel = { spec: executable, name: 'new', version: '', source: '', path: executable, sha256: '' };
    const options = { name: 'boot', bootTimeoutSeconds: seconds, ...(signal && { signal }) };
    const report = await runGuestOnce(kernel, undefined, settings, options);
    const { finished, boot } = report;
    if (finished) return;
    const console = boot.log.slice(-tailLines);
    const shown = console.length > 0 ? `; the end of its console:\n${console.join('\n')}` : '; its console is empty';
    throw new UmlRunError('kernel-boot-failed', `${explain(report)}${shown}`);
  } finally {
    scratch.remove();
  }
}

/** Nothing but the folders that init makes, on a root file system without files. */
async function emptySettings(scratch: Scratch): Promise<GuestSettings> {
  const rootfs = join(scratch.folder, 'empty');
  await mkdir(rootfs);
  const { folder: share } = await stage(join(scratch.folder, 'share'), [], async (path) => path);
  const steps = layoutSteps(rootfs, join(share, 'libraries'));
  return {
    rootfs,
    share,
    steps,
    scratch,
    memoryMegabytes: 128,
    fastBoot: true,
    kernelArguments: '',
    defaults: { environment: {}, user: 0, group: 0 },
    sandbox: true,
  };
}
