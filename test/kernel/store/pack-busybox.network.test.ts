/** The busybox that a store has: the one of this machine's own apt. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { openContext } from '../../../src/cache/context.ts';
import { packBusybox } from '../../../src/kernel/store/pack-busybox.ts';
import { readFiles } from '../../../src/kernel/store/store-archive.ts';
import { digestOf } from '../../support/kernel-store.ts';
import { hear } from '../../support/log.ts';
import { ownFolder } from '../../support/temporary-folder.ts';

test("apt's static busybox is packed with its licences and where its source is, the same each time", async () => {
  const folder = ownFolder();
  const pack = async (name: string) => packBusybox(await openContext({ folder: join(folder, name), log: hear() }));
  const { archive, entry } = await pack('cache');
  expect(await pack('another cache')).toEqual({ archive, entry });
  expect(entry).toMatchObject({ size: archive.length, sha256: digestOf(archive) });
  expect(entry.asset).toMatch(/^busybox-\d[\d.]*-x86_64-[0-9a-f]{12}\.tar\.gz$/);
  const files = await readFiles(archive, entry.asset, 'busybox');
  expect([...files.keys()].sort()).toEqual(['GPL-2', 'LGPL-2.1', 'SOURCE', 'busybox', 'copyright']);
  const text = (name: string) => String(files.get(name));
  expect(text('GPL-2')).toContain('GNU GENERAL PUBLIC LICENSE');
  expect(text('LGPL-2.1')).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  expect(text('copyright')).toContain('General Public License');
  expect(text('SOURCE')).toContain(`busybox-static ${entry.version}`);
  expect(text('SOURCE')).toMatch(/^ {4}apt-get source busybox=\S+$/m);
  expect(text('SOURCE')).toMatch(/^ {4}apt-get source glibc=\S+$/m);
  const busybox = join(folder, 'busybox');
  writeFileSync(busybox, files.get('busybox')!, { mode: 0o755 });
  const { stdout } = await execa(busybox, ['echo', 'alone']);
  expect(stdout).toBe('alone');
});
