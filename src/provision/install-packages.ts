import { closeSync, openSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import { layoutSteps } from '../guest/layout.ts';
import { explain } from '../guest/run-guest.ts';
import { type OnceReport, runGuestOnce } from '../guest/run-guest-once.ts';
import type { Scratch } from '../guest/scratch.ts';
import { stage } from '../guest/share.ts';
import { howToHaveRoom, isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import { guestFolders, type Kernel, type Rootfs } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import type { PackageFiles } from '../rootfs/alpine/alpine-packages.ts';
import { placeInRootfs } from '../rootfs/lookup.ts';
import { byEndAlone, judge } from '../verdict/judge.ts';
import { commandLineOf } from './guest-kernels.ts';

/** Where packages are installed. */
export interface InstallJob {
  rootfs: Rootfs;
  kernel: Kernel;
  scratch: Scratch;
  options: Options;
}

/** Half of the guest's memory is for what is installed. */
const memoryMegabytes = 3072;
const maxSeconds = 900;

/** Bytes of the package manager's output that are kept for an error. */
const maxOutput = 2000;

/** Folders that every guest makes itself; patterns of a shell. */
const own = [...guestFolders, '.written', 'lost+found'];

/**
 * Installs packages in a guest without a network, and writes the whole tree to a tar archive.
 * @param archive path of the archive on the host
 * @throws UmlRunError `package-install-failed` with the end of the package manager's output; `disk-full`; the signal's
 * reason
 */
export async function installPackages(
  packages: PackageFiles,
  archive: string,
  job: InstallJob,
  { log, signal }: Context,
): Promise<void> {
  const { rootfs, kernel, scratch, options } = job;
  const { folder: share } = await stage(join(scratch.folder, 'share'), [], async (path) => placeInRootfs(rootfs, path));
  await mkdir(join(share, 'programs/packages'));
  await packages.fetch(join(share, 'programs/packages'));
  const names = options.rootfsPackages.join(', ');
  log.progress(`installing ${names}`);
  const tree = openSync(archive, 'w');
  let output = '';
  try {
    const report = await runGuestOnce(kernel, installTest(names, packages), settingsFor(share, job), {
      name: 'packages',
      bootTimeoutSeconds: options.bootTimeoutSeconds,
      ...(signal && { signal }),
      // Synchronous: a tree of gigabytes must not pile up in memory.
      onEvent(event) {
        if (event.type !== 'bytes') return;
        if (event.stream === 'stdout') append(tree, event.bytes, archive);
        else output = (output + event.bytes.toString('utf8')).slice(-maxOutput);
      },
    });
    checkInstalled(report, names, output);
  } finally {
    closeSync(tree);
  }
}

function installTest(names: string, { command }: PackageFiles): Test {
  // What the package manager says is not a part of the archive.
  const script = `exec 3>&1 >&2
    touch /usr/.writable && rm /usr/.writable || exit
    ${command} || exit
    cd / && set --
    for name in * .[!.]*; do
      case $name in ${own.join('|')}) continue;; esac
      { [ -e "$name" ] || [ -L "$name" ]; } && set -- "$@" "$name"
    done
    tar -c -f - -- "$@" >&3`;
  return {
    name: names,
    program: { path: '/bin/sh', format: 'unknown', inRootfs: true, libraries: [], siblings: [] },
    arguments: ['-c', script, 'sh', '/programs/packages'],
    environment: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    timeoutSeconds: maxSeconds,
  };
}

function settingsFor(share: string, { rootfs, kernel, scratch, options }: InstallJob): GuestSettings {
  return {
    rootfs: rootfs.path,
    hidden: rootfs.hidden ?? [],
    share,
    steps: layoutSteps(rootfs.path, join(share, 'libraries'), rootfs.hidden, true),
    scratch,
    memoryMegabytes,
    fastBoot: options.fastBoot,
    kernelArguments: commandLineOf(kernel, options),
    sandbox: options.sandbox === 'auto',
    // Package managers need root.
    defaults: { environment: {}, user: 0, group: 0 },
  };
}

function append(file: number, bytes: Buffer, path: string): void {
  try {
    writeFileSync(file, bytes);
  } catch (cause) {
    throw new UmlRunError(
      isDiskFull(cause) ? 'disk-full' : 'package-install-failed',
      `--rootfs-packages: cannot write ${path}: ${messageOf(cause)}; ${howToHaveRoom}`,
      { cause },
    );
  }
}

function checkInstalled(report: OnceReport, names: string, output: string): void {
  const { outcome } = report;
  const end = output.trim().split('\n').slice(-6).join(' ').replaceAll(/\s+/g, ' ');
  const { verdict, message } = outcome
    ? judge({ ...outcome.observation, noExit: outcome.noExit }, byEndAlone)
    : { verdict: 'errored', message: explain(report) };
  if (verdict === 'passed') return;
  throw new UmlRunError(
    'package-install-failed',
    `--rootfs-packages ${names}: ${message}; the end of its output: ${end || '(none)'}`,
  );
}
