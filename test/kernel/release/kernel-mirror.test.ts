import { expect, test } from 'vitest';
import { indexOf, openKernelMirror } from '../../../src/kernel/release/kernel-mirror.ts';
import { majorFolder, tarballOf } from '../../../src/kernel/release/tarballs.ts';
import { placeOn } from '../../../src/net/mirror.ts';

test.each([
  ['6.12.9', 'v6.x/linux-6.12.9.tar.xz'],
  ['5.10', 'v5.x/linux-5.10.tar.xz'],
  ['2.6.32.9', 'v2.6/linux-2.6.32.9.tar.xz'],
])('Linux %s is at %s, on kernel.org unless another mirror is named', async (version, path) => {
  const names = [`linux-${version}.tar.xz`, `linux-${version}.tar.gz`];
  const place = `${majorFolder(version)}/${tarballOf(version, names)}`;
  expect(place).toBe(path);
  expect(String(placeOn(await openKernelMirror(), place))).toBe(`https://cdn.kernel.org/pub/linux/kernel/${path}`);
  // With or without the slash at its end.
  for (const mirror of ['http://mirror.example/pub/linux/kernel', 'http://mirror.example/pub/linux/kernel/'])
    expect(String(placeOn(await openKernelMirror(mirror), place))).toBe(
      `http://mirror.example/pub/linux/kernel/${path}`,
    );
  expect(placeOn(await openKernelMirror('/'), place)).toBe(`/${path}`);
});

test('the list of supported releases is on kernel.org itself, and on other mirrors beside the folders', async () => {
  expect(String(indexOf(await openKernelMirror()))).toBe('https://www.kernel.org/releases.json');
  expect(String(indexOf(await openKernelMirror('http://mirror.example/k')))).toBe(
    'http://mirror.example/k/releases.json',
  );
  expect(indexOf(await openKernelMirror('/'))).toBe('/releases.json');
});
