import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeStores } from '../../src/provision/container-stores.ts';
import { write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

async function storesOf(make: (rootfs: string) => void) {
  const folder = ownFolder();
  const [rootfs, libraries] = [join(folder, 'rootfs'), join(folder, 'libraries')];
  for (const path of [rootfs, libraries]) mkdirSync(path);
  make(rootfs);
  return { stores: await makeStores(libraries, { spec: 'x', path: rootfs }), libraries };
}

test.each(['usr/bin', 'usr/sbin', 'usr/local/bin', 'usr/local/sbin'])(
  'with an engine in /%s, its folder has a file system of its own',
  async (place) => {
    const { stores, libraries } = await storesOf((rootfs) => {
      write(join(rootfs, place, 'dockerd'), '');
      mkdirSync(join(rootfs, 'var/lib/docker'), { recursive: true });
    });
    expect(stores).toEqual(['/var/lib/docker']);
    expect(existsSync(join(libraries, 'var/lib/docker'))).toBe(true);
  },
);

test('each engine has its own, where links of the rootfs lead', async () => {
  const { stores, libraries } = await storesOf((rootfs) => {
    for (const name of ['dockerd', 'podman']) write(join(rootfs, 'usr/bin', name), '');
    mkdirSync(join(rootfs, 'data'));
    symlinkSync('data', join(rootfs, 'var'));
  });
  expect(stores).toEqual(['/data/lib/docker', '/data/lib/containers']);
  for (const store of stores) expect(existsSync(join(libraries, store))).toBe(true);
});

test('nothing changes without an engine, or where the rootfs has images already', async () => {
  const without = await storesOf((rootfs) => mkdirSync(join(rootfs, 'var/lib/docker'), { recursive: true }));
  expect(without.stores).toEqual([]);
  const full = await storesOf((rootfs) => {
    write(join(rootfs, 'usr/bin/podman'), '');
    write(join(rootfs, 'var/lib/containers/storage/storage.lock'), '');
  });
  expect(full.stores).toEqual([]);
  for (const { libraries } of [without, full]) expect(existsSync(join(libraries, 'var'))).toBe(false);
});
