/**
 * The system's tools that the tests and the showcase need. As root where there is apt, the missing ones are installed;
 * else they are named in one line.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { execa, execaSync } from 'execa';

/** Tool, or its path, and the Debian package that has it. */
const showcase = { cc: 'gcc', 'apt-get': 'apt', 'dpkg-deb': 'dpkg' };
const tests = {
  ...showcase,
  make: 'make',
  flex: 'flex',
  bison: 'bison',
  bc: 'bc',
  xz: 'xz-utils',
  zstd: 'zstd',
  gpg: 'gpg',
  gpgv: 'gpgv',
  gpgconf: 'gpgconf',
  git: 'git',
  readelf: 'binutils',
  unshare: 'util-linux',
  ip: 'iproute2',
  nft: 'nftables',
  python3: 'python3',
  tcpdump: 'tcpdump',
  bzip2: 'bzip2',
  mke2fs: 'e2fsprogs',
  debugfs: 'e2fsprogs',
  mksquashfs: 'squashfs-tools',
  skopeo: 'skopeo',
  'musl-gcc': 'musl-tools',
  'g++': 'g++',
  sqfs2tar: 'squashfs-tools-ng',
  depmod: 'kmod',
  // The tests of other test runners use the system's alone.
  '/usr/bin/go': 'golang-go',
  '/usr/bin/cargo': 'cargo',
  '/usr/bin/cmake': 'cmake',
  '/usr/bin/meson': 'meson',
  '/usr/bin/ninja': 'ninja-build',
  '/usr/bin/automake': 'automake',
  '/usr/bin/libtoolize': 'libtool',
  '/usr/bin/pytest': 'python3-pytest',
};

const wanted = process.argv.includes('--tests') ? tests : showcase;
let missing = packagesOfMissing();
if (missing.length > 0 && process.getuid?.() === 0) await install(missing);
missing = packagesOfMissing();
if (missing.length > 0) {
  console.error(`missing on this machine: apt-get install ${missing.join(' ')}`);
  process.exitCode = 1;
}

function packagesOfMissing(): string[] {
  const absent = Object.entries(wanted).filter(([tool]) => !isThere(tool));
  const packages = absent.map(([, name]) => name);
  // A compiler without the C library's headers compiles nothing.
  if (!isFile('/usr/include/stdio.h', constants.R_OK)) packages.push('libc6-dev');
  // To build kernels for programs of 32 bits.
  if (process.argv.includes('--tests') && isThere('gcc') && !compilesSmall()) packages.push('gcc-multilib');
  return [...new Set(packages)];
}

function compilesSmall(): boolean {
  const input = '#include <stdio.h>\nint main(void) { return puts(""); }\n';
  return !execaSync('gcc', ['-m32', '-x', 'c', '-', '-o', '/dev/null'], { input, reject: false }).failed;
}

function isThere(tool: string): boolean {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) =>
    isFile(resolve(folder, tool), constants.X_OK),
  );
}

function isFile(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

async function install(packages: string[]): Promise<void> {
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' }, reject: false, stdio: 'ignore' } as const;
  await execa('apt-get', ['update'], options);
  await execa('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], options);
}
