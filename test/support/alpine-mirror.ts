import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { openContext } from '../../src/cache/context.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { apk, type Member, makeSigner, publishRelease, put } from './archives.ts';
import { hear } from './log.ts';

const real = join(import.meta.dirname, '../../../shared/mirrors/alpine');

/** Options for Alpine as it is: of the copy that lies beside the project, or else of its own mirror. */
export const realAlpine = existsSync(real) ? ['--alpine-mirror', real] : [];

/**
 * Alpine 3.19.4's own mirror where a copy of it lies beside the project; elsewhere one that is made up: busybox and
 * musl of this machine's packages, and glibc for gcompat.
 */
export async function alpineMirror(folder: string): Promise<string> {
  if (existsSync(real)) return real;
  const mirror = join(folder, 'mirror');
  const signer = makeSigner();
  const { path: minimal } = await provideRootfs('minimal', {}, await openContext({ log: hear() }));
  publishRelease(mirror, '3.19.4', [
    ...membersOf(minimal),
    { name: 'etc/alpine-release', content: '3.19.4\n' },
    { name: `etc/apk/keys/${signer.name}`, content: signer.publicKey },
    libraryAt('lib/ld-musl-x86_64.so.1', '/lib/ld-musl-x86_64.so.1'),
    {
      name: 'sbin/apk',
      mode: 0o755,
      content: '#!/bin/sh\nfor f; do case $f in *.apk) tar -xzf $f -C / || exit;; esac; done\n',
    },
  ]);
  const packages: [string, Member[]][] = [
    [
      'gcompat-1.1.0-r4',
      [
        libraryAt('lib64/ld-linux-x86-64.so.2', '/lib64/ld-linux-x86-64.so.2'),
        libraryAt('lib/x86_64-linux-gnu/libc.so.6', '/lib/x86_64-linux-gnu/libc.so.6'),
      ],
    ],
    ['libucontext-1.2-r3', [{ name: 'lib/libucontext.so.1', content: '' }]],
    ['musl-obstack-1.2.3-r2', [{ name: 'usr/lib/libobstack.so.1', content: '' }]],
  ];
  for (const [name, members] of packages)
    put(join(mirror, `v3.19/main/x86_64/${name}.apk`), apk(members, signer, infoOf(name)));
  return mirror;
}

function infoOf(name: string): string {
  const [, pkgname, pkgver] = /^(.*)-([^-]+-r\d+)$/.exec(name) ?? [];
  return `pkgname = ${pkgname}\npkgver = ${pkgver}\n`;
}

function libraryAt(name: string, path: string): Member {
  return { name, mode: 0o755, content: readFileSync(realpathSync(path)) };
}

function membersOf(tree: string): Member[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true }).map((entry): Member => {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(tree.length + 1);
    if (entry.isDirectory()) return { name: `${name}/`, type: '5', mode: 0o755 };
    if (entry.isSymbolicLink()) return { name, type: '2', target: readlinkSync(path) };
    return { name, mode: 0o755, content: readFileSync(path) };
  });
}
