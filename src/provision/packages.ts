import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Context } from '../cache/context.ts';
import { keyOf } from '../cache/digests.ts';
import { entry } from '../cache/entry.ts';
import type { Options } from '../config/options.ts';
import type { Observation } from '../console/observer.ts';
import { layoutSteps } from '../guest/layout.ts';
import { makeScratch } from '../guest/scratch.ts';
import { type GuestSettings, startSession } from '../guest/session.ts';
import { stage } from '../guest/share.ts';
import { debianArchive } from '../kernel/distro/debian-archive.ts';
import { debianKeyring } from '../kernel/distro/debian-keyring.ts';
import { provideKernel } from '../kernel/kernel.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel, Rootfs } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { alpinePackages, type PackageFiles } from '../rootfs/alpine/alpine-packages.ts';
import { debianPackages } from '../rootfs/debian-packages.ts';
import { identityOf } from '../rootfs/identity.ts';
import { placeInRootfs, rootfsHas } from '../rootfs/lookup.ts';
import { limitOf } from '../rootfs/rootfs-options.ts';
import { readTar } from '../rootfs/tar/read-tar.ts';
import type { TreeEntries } from '../rootfs/tree/tree-entry.ts';
import { unpackTree } from '../rootfs/tree/unpack-tree.ts';
import { judge } from '../verdict/judge.ts';
import { kernelOptions } from './kernel-settings.ts';
import { rootfsOptions } from './libraries.ts';

/** A change of what is made from the same packages has to change this number. */
const layout = 1;

/** Of the guest that installs: half of it is for what is installed. */
const memoryMegabytes = 3072;
const maxSeconds = 900;

/** Made by every guest itself; patterns of a shell. */
const own = ['dev', 'proc', 'sys', 'tmp', 'run', 'root', 'work', 'programs', 'artifacts', '.written', 'lost+found'];

/**
 * The rootfs with packages installed, from the cache or by its own package manager in a guest without a network, which this
 * machine hands the files.
 * @throws UmlRunError `usage` for a package or a package manager that does not exist, `machine` when it cannot be done
 */
export async function withPackages(rootfs: Rootfs, options: Options, context: Context): Promise<Rootfs> {
  const { rootfsPackages: names } = options;
  if (names.length === 0) return rootfs;
  const base = identityOf(rootfs, context.cache);
  const packages = await findPackages(rootfs, base, options, context);
  if (packages.identity.length === 0) return rootfs;
  const key = `packages-${layout}_${keyOf(base, ...packages.identity)}`;
  const { folder } = await entry(context, 'rootfs', key, fill);
  return { ...rootfs, path: join(folder, 'tree') };

  async function fill(folder: string): Promise<void> {
    const kernel = await provideKernel(options.kernels[0]!, kernelOptions(options), context);
    const scratch = makeScratch();
    try {
      const archive = join(scratch.folder, 'tree.tar');
      await install(rootfs, packages, kernel, scratch, archive, options, context);
      const unpacking = {
        what: 'the rootfs with its packages',
        limit: limitOf(rootfsOptions(options)),
        log: context.log,
        signal: context.signal,
      };
      await unpackTree(
        withoutModules(readTar(createReadStream(archive), unpacking.what)),
        join(folder, 'tree'),
        unpacking,
      );
    } finally {
      scratch.remove();
    }
  }
}

async function findPackages(rootfs: Rootfs, base: string, options: Options, context: Context) {
  const { rootfsPackages: names } = options;
  if (rootfs.spec === 'host')
    throw new UmlRunError('package-not-found', '--rootfs-packages: the rootfs host is this machine: install them here');
  if (['/sbin/apk', '/usr/bin/apk'].some((path) => rootfsHas(rootfs, path)))
    return alpinePackages(rootfs, names, rootfsOptions(options), context);
  if (!rootfsHas(rootfs, '/usr/bin/dpkg') || !rootfsHas(rootfs, '/var/lib/dpkg/status'))
    throw new UmlRunError(
      'package-not-found',
      `--rootfs-packages: the rootfs ${rootfs.spec} has no package manager that is known here (apk, dpkg)`,
    );
  const source = async (suite: string) => ({
    ...(await debianArchive(options.aptArchive, context)),
    suite,
    keyring: await debianKeyring(join(context.cache.folder, 'apt'), context),
  });
  return debianPackages(rootfs, names, keyOf(base, ...names), source, context);
}

/** Writes the whole tree, with what was installed, to a tar archive. */
async function install(
  rootfs: Rootfs,
  packages: PackageFiles,
  kernel: Kernel,
  scratch: ReturnType<typeof makeScratch>,
  archive: string,
  options: Options,
  context: Context,
): Promise<void> {
  const { log, signal } = context;
  const { folder: share } = await stage(join(scratch.folder, 'share'), [], async (path) => placeInRootfs(rootfs, path));
  await mkdir(join(share, 'programs/packages'));
  await packages.fetch(join(share, 'programs/packages'));
  log.progress(`installing ${options.rootfsPackages.join(', ')}`);
  // tar writes to no terminal, and a console is one.
  const script = `exec 3>&1 >&2
    touch /usr/.writable && rm /usr/.writable || exit
    ${packages.command} || exit
    cd / && set --
    for name in * .[!.]*; do
      case $name in ${own.join('|')}) continue;; esac
      { [ -e "$name" ] || [ -L "$name" ]; } && set -- "$@" "$name"
    done
    tar -c -f - -- "$@" | cat >&3`;
  const test: Test = {
    name: options.rootfsPackages.join(', '),
    program: { path: '/bin/sh', format: 'unknown', inRootfs: true, libraries: [], siblings: [] },
    arguments: ['-c', script, 'sh', '/programs/packages'],
    environment: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    timeoutSeconds: maxSeconds,
  };
  const settings: GuestSettings = {
    rootfs: rootfs.path,
    hidden: rootfs.hidden ?? [],
    share,
    steps: layoutSteps(rootfs.path, join(share, 'libraries'), rootfs.hidden, true),
    scratch,
    memoryMegabytes,
    fastBoot: options.fastBoot,
    kernelArguments: options.kernelArguments,
    sandbox: options.sandbox === 'auto',
    // Package managers are root's.
    defaults: { environment: {}, user: 0, group: 0 },
  };
  const tree = createWriteStream(archive);
  let said = '';
  let ended: Observation | undefined;
  const session = startSession(
    kernel,
    [test],
    settings,
    { name: 'packages', logPath: join(scratch.folder, 'console.log') },
    (event) => {
      if (event.type === 'bytes' && event.stream === 'stdout') tree.write(event.bytes);
      if (event.type === 'bytes' && event.stream === 'stderr')
        said = (said + event.bytes.toString('utf8')).slice(-2000);
      if (event.type === 'end') ended = event.observation;
    },
  );
  const end = () => session.end();
  const clock = setTimeout(end, maxSeconds * 1000);
  signal?.addEventListener('abort', end);
  const { boot } = await session.ended;
  clearTimeout(clock);
  signal?.removeEventListener('abort', end);
  tree.end();
  await finished(tree);
  signal?.throwIfAborted();
  const { verdict, message } = judge(ended ?? boot, { skipExitCodes: [], failOn: [] });
  if (verdict === 'passed') return;
  const words = said.trim().split('\n').slice(-6).join(' ').replaceAll(/\s+/g, ' ');
  throw new UmlRunError(
    'package-install-failed',
    `--rootfs-packages ${test.name}: ${message}. Its last words: ${words || 'none'}`,
  );
}

/** Those of the kernel that installed are no part of the rootfs. */
async function* withoutModules(entries: TreeEntries): TreeEntries {
  for await (const entry of entries) if (!/^(?:\.\/)?(?:usr\/)?lib\/modules\/./.test(entry.name ?? '')) yield entry;
}
