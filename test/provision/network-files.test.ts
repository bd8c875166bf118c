import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundlePlaces, writeNetworkFiles } from '../../src/provision/network-files.ts';
import { write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const link = { address: '10.0.2.100', prefix: 24, nameservers: ['10.0.2.3', 'fd00::3'] };
const [debians, fedoras, openssls] = bundlePlaces;

function trees() {
  const folder = ownFolder();
  const [path, libraries, machine] = [join(folder, 'rootfs'), join(folder, 'libraries'), join(folder, 'machine')];
  for (const one of [path, libraries, machine]) mkdirSync(one);
  return { rootfs: { spec: 'x', path }, libraries, machine };
}

test.each(bundlePlaces)(
  'certificates that this machine has at %s are everywhere in a rootfs that has none',
  (place) => {
    const { rootfs, libraries, machine } = trees();
    write(join(machine, place), 'of the machine');
    expect(writeNetworkFiles(libraries, rootfs, link, machine)).toEqual({ SSL_CERT_FILE: debians });
    expect(readFileSync(join(libraries, debians), 'utf8')).toBe('of the machine');
    for (const path of [fedoras, openssls]) expect(readlinkSync(join(libraries, path))).toBe(debians);
  },
);

test.each(bundlePlaces)('those that the rootfs has at %s stay, and are found at the other places', (place) => {
  const { rootfs, libraries, machine } = trees();
  write(join(machine, debians), 'of the machine');
  write(join(rootfs.path, place), 'its own');
  expect(writeNetworkFiles(libraries, rootfs, link, machine)).toEqual({ SSL_CERT_FILE: place });
  expect(existsSync(join(libraries, place))).toBe(false);
  for (const path of bundlePlaces.filter((one) => one !== place))
    expect(readlinkSync(join(libraries, path))).toBe(place);
});

test('a link of the rootfs that leads to certificates stays; one that leads nowhere is covered', () => {
  const { rootfs, libraries, machine } = trees();
  write(join(rootfs.path, debians), 'its own');
  for (const [path, target] of [
    [openssls, 'certs/ca-certificates.crt'],
    [fedoras, '/nowhere'],
  ] as const) {
    mkdirSync(join(rootfs.path, path, '..'), { recursive: true });
    symlinkSync(target, join(rootfs.path, path));
  }
  writeNetworkFiles(libraries, rootfs, link, machine);
  expect(existsSync(join(libraries, openssls))).toBe(false);
  expect(readlinkSync(join(libraries, fedoras))).toBe(debians);
});

test('resolv.conf covers that of the rootfs, and a link to a resolver that no guest has', () => {
  const { rootfs, libraries, machine } = trees();
  mkdirSync(join(rootfs.path, 'usr/etc'), { recursive: true });
  symlinkSync('usr/etc', join(rootfs.path, 'etc'));
  symlinkSync('/run/systemd/resolve/stub-resolv.conf', join(rootfs.path, 'etc/resolv.conf'));
  // Neither has certificates.
  expect(writeNetworkFiles(libraries, rootfs, link, machine)).toEqual({});
  expect(readFileSync(join(libraries, 'usr/etc/resolv.conf'), 'utf8')).toBe(
    'nameserver 10.0.2.3\nnameserver fd00::3\n',
  );
  expect(readdirSync(join(libraries, 'usr/etc'))).toEqual(['resolv.conf']);
});
