import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { openAlpineMirror } from '../../src/rootfs/alpine/alpine-mirror.ts';
import { packagesIn, parseIndex } from '../../src/rootfs/alpine/apk-index.ts';
import { wantedPackages } from '../../src/rootfs/alpine/wanted-packages.ts';
import { identityOf } from '../../src/rootfs/identity.ts';
import { apk, makeSigner, put, tar } from '../support/archives.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const index = `
P:musl
V:1.2.4-r2
p:so:libc.musl-x86_64.so.1=1

P:gcc
V:13.2.1-r0
D:binutils so:libz.so.1 musl>=1.2 !oldgcc
p:cmd:gcc=13.2.1-r0

P:binutils
V:2.41-r0
D:so:libc.musl-x86_64.so.1

P:zlib
V:1.3-r0
p:so:libz.so.1=1.3
k:100

P:zlib-ng
V:2.1-r0
p:so:libz.so.1=1.3

P:broken
V:1-r0
D:so:libnowhere.so.1
`.trim();

async function aRootfs(installed: string) {
  const path = ownFolder();
  put(join(path, 'lib/apk/db/installed'), installed);
  return { spec: 'x', path };
}

const names = (packages: { name: string; version: string }[]) =>
  packages.map(({ name, version }) => `${name}-${version}`);

test('what a package needs comes with it, but for what is installed', async () => {
  const available = parseIndex(index, 'v3.19/main/x86_64');
  const rootfs = await aRootfs('P:musl\nV:1.2.4-r2\np:so:libc.musl-x86_64.so.1=1\n');
  expect(names(wantedPackages(['gcc'], available, rootfs))).toEqual([
    'gcc-13.2.1-r0',
    'binutils-2.41-r0',
    'zlib-1.3-r0',
  ]);
  expect(wantedPackages(['musl'], available, rootfs)).toEqual([]);
  expect(wantedPackages(['gcc'], available, rootfs)[0]?.path).toBe('v3.19/main/x86_64/gcc-13.2.1-r0.apk');
});

test('a package that nobody has, and one that another needs', async () => {
  const available = parseIndex(index, '');
  const rootfs = await aRootfs('');
  expect(() => wantedPackages(['zlib-n'], available, rootfs)).toThrow(
    /^--rootfs-packages "zlib-n": the mirror has no package of that name; it has zlib, zlib-ng$/,
  );
  expect(() => wantedPackages(['broken'], available, rootfs)).toThrow(
    /broken needs so:libnowhere\.so\.1, which the mirror/,
  );
});

test('a mirror is read by its index, and without one by its packages, which have to be signed', async () => {
  const folder = ownFolder();
  const mirror = await openAlpineMirror(folder);
  put(
    join(folder, 'with/APKINDEX.tar.gz'),
    gzipSync(tar([{ name: 'DESCRIPTION' }, { name: 'APKINDEX', content: index }])),
  );
  expect((await packagesIn(mirror, 'with', () => undefined)).map(({ name }) => name)).toContain('zlib-ng');
  const signer = makeSigner();
  const info = 'pkgname = tool\npkgver = 1-r0\ndepend = so:libz.so.1\nprovides = cmd:tool=1\n';
  put(join(folder, 'without/tool-1-r0.apk'), apk([{ name: 'bin/tool' }], signer, info));
  const found = await packagesIn(mirror, 'without', () => Buffer.from(signer.publicKey));
  expect(found).toMatchObject([{ name: 'tool', version: '1-r0', depends: ['so:libz.so.1'], provides: ['cmd:tool'] }]);
  await expect(packagesIn(mirror, 'without', () => undefined)).rejects.toThrow(
    /which the root file system does not have/,
  );
  expect(await packagesIn(mirror, 'nowhere', () => undefined)).toEqual([]);
});

test("a folder's identity changes with its files", async () => {
  const rootfs = await aRootfs('');
  const context = await openContext({ folder: ownFolder(), log: hear() });
  const before = identityOf(rootfs, context.cache);
  expect(identityOf(rootfs, context.cache)).toBe(before);
  put(join(rootfs.path, 'etc/new'), '');
  expect(identityOf(rootfs, context.cache)).not.toBe(before);
});
