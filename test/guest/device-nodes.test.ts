import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deviceSteps } from '../../src/guest/device-nodes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('devices whose modules are loaded when they are opened, in folders that are made for them', () => {
  const folder = ownFolder();
  const text = '# Device nodes\nfuse fuse c10:229\nloop loop-control c10:237\ntun net/tun c10:200\nbad ../x\n';
  writeFileSync(join(folder, 'modules.devname'), text);
  const steps = deviceSteps(folder);
  expect(steps.slice(0, 3)).toEqual([
    { do: 'device', path: '/dev/fuse', kind: 'c', major: 10, minor: 229 },
    { do: 'device', path: '/dev/loop-control', kind: 'c', major: 10, minor: 237 },
    { do: 'device', path: '/dev/loop0', kind: 'b', major: 7, minor: 0 },
  ]);
  expect(steps.slice(-3)).toEqual([
    { do: 'device', path: '/dev/loop7', kind: 'b', major: 7, minor: 7 },
    { do: 'folder', path: '/dev/net', mode: 0o755 },
    { do: 'device', path: '/dev/net/tun', kind: 'c', major: 10, minor: 200 },
  ]);
});

test('a kernel without the list has none', () => {
  expect(deviceSteps(ownFolder())).toEqual([]);
});
