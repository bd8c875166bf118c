import { mkdirSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostRootfs } from '../../src/rootfs/host-rootfs.ts';
import { fileInRootfs } from '../../src/rootfs/lookup.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('credentials are hidden, and what the user adds', () => {
  const { path, hidden } = hostRootfs('host', ['/opt/secret/']);
  expect(path).toBe('/');
  for (const place of ['/root', '/home', homedir(), '/etc/shadow', '/etc/ssh', '/tmp', '/run', '/opt/secret'])
    expect(hidden).toContain(place);
});

test('what is hidden is so by its real path, too', () => {
  const folder = ownFolder();
  symlinkSync('real', join(folder, 'link'));
  mkdirSync(join(folder, 'real/secret'), { recursive: true });
  expect(hostRootfs('host', [join(folder, 'link/secret')]).hidden).toContain(join(folder, 'real/secret'));
});

test('what is hidden is not in the rootfs', () => {
  const rootfs = hostRootfs('host', ['/etc/passwd']);
  expect(fileInRootfs(rootfs, '/etc/passwd')).toBeUndefined();
  expect(fileInRootfs(rootfs, '/tmp/../etc/passwd')).toBeUndefined();
  expect(fileInRootfs(rootfs, '/bin/sh')).toMatch(/^\/usr\/bin\/|^\/bin\//);
});

test.each([
  ['etc/passwd', /--hide "etc\/passwd": expected an absolute path/],
  ['/', /nothing would be left/],
  ['/usr/..', /nothing would be left/],
])('--hide %s is refused', (path, message) => {
  expect(() => hostRootfs('host', [path])).toThrow(message);
});
