import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStorePlace, repositoryOfAction, repositoryOfPackage } from '../../../src/kernel/store/store-place.ts';
import { entryFor, indexOf, key, packedBusybox } from '../../support/kernel-store.ts';
import { ownFolder } from '../../support/temporary-folder.ts';

const repository = 'https://github.com/org/uml-run';
const downloads = `${repository}/releases/download`;

test('the default is the newest store of the repository, with the key in the sources', async () => {
  const place = await openStorePlace({ repository }, key, ownFolder());
  expect(place).toMatchObject({ base: new URL(`${downloads}/kernels/`), trust: key });
});

test('as long as the sources have no key, there is no default, whose absence has a reason', async () => {
  expect(await openStorePlace({ repository }, '', ownFolder())).toEqual({
    off: expect.stringContaining('no public key'),
  });
  expect(await openStorePlace({}, key, ownFolder())).toEqual({ off: expect.stringContaining('no repository') });
  expect(await openStorePlace({ store: 'none', repository }, key)).toEqual({ off: expect.stringContaining('none') });
});

test('a version that comes with digests takes those kernels of the repository and no others', async () => {
  const folder = ownFolder();
  const { archive, entry } = await packedBusybox('1:1.35.0-4');
  const more = { expires: '2020-01-01T00:00:00Z', busybox: { ...entry, date: '2026-11-26T00:00:00Z' } };
  const index = indexOf([entryFor('9.8.7', archive)], more);
  writeFileSync(join(folder, 'kernels.json'), JSON.stringify({ release: 'kernels-2026-11-26', index }));
  const pinned = { base: new URL(`${downloads}/kernels-2026-11-26/`), trust: index };
  expect(await openStorePlace({ repository }, key, folder)).toMatchObject(pinned);
  expect(await openStorePlace({ repository }, '', folder)).toMatchObject(pinned);
  expect(await openStorePlace({ repository, store: 'http://x/' }, key, folder)).toMatchObject({ trust: key });
});

test('a version whose digests are damaged takes no kernels, whatever the key has signed', async () => {
  const folder = ownFolder();
  for (const text of ['', '{"release": "kernels-2026', JSON.stringify({ release: 'kernels-2026-11-26', index: {} })]) {
    writeFileSync(join(folder, 'kernels.json'), text);
    expect(await openStorePlace({ repository }, key, folder)).toEqual({ off: expect.stringContaining('is damaged') });
  }
});

test('a place may name its own key', async () => {
  const own = 'AB'.repeat(32);
  expect(await openStorePlace({ store: `http://x/y#key=${own}` }, key)).toMatchObject({
    name: 'http://x/y',
    base: new URL('http://x/y/'),
    trust: own.toLowerCase(),
  });
  for (const store of ['http://x/', `http://x/#key=${own}0`, 'http://x/#key=', 'http://x/#sha256=00'])
    await expect(openStorePlace({ store }, '')).rejects.toMatchObject({ code: 'option-invalid' });
  await expect(openStorePlace({ store: `http://me:secret@x/#key=${own}` })).rejects.toMatchObject({
    code: 'option-invalid',
    message: expect.not.stringContaining('secret'),
  });
});

test.each([
  [
    { GITHUB_ACTION_REPOSITORY: 'org/uml-run', GITHUB_SERVER_URL: 'https://ghe.example/', INPUT_TESTS: 'x' },
    'https://ghe.example/org/uml-run',
  ],
  [{ GITHUB_ACTION_REPOSITORY: '', GITHUB_SERVER_URL: 'https://github.com', INPUT_TESTS: 'x' }, undefined],
  [{ GITHUB_ACTION_REPOSITORY: '../../x', GITHUB_SERVER_URL: 'https://github.com', INPUT_TESTS: 'x' }, undefined],
  [{ GITHUB_ACTION_REPOSITORY: 'org/x?y#z', GITHUB_SERVER_URL: 'https://github.com', INPUT_TESTS: 'x' }, undefined],
  [{ GITHUB_ACTION_REPOSITORY: 'org/uml-run', GITHUB_SERVER_URL: 'github.com', INPUT_TESTS: 'x' }, undefined],
  // The command, in a step of somebody else's action.
  [{ GITHUB_ACTION_REPOSITORY: 'some/action', GITHUB_SERVER_URL: 'https://github.com' }, undefined],
])('the repository of the action: %j', (environment, expected) => {
  expect(repositoryOfAction(environment)).toBe(expected);
});

test.each([
  ['org/uml-run', repository],
  ['github:org/uml-run', repository],
  ['https://github.com/org/uml-run', repository],
  [{ url: 'git+https://github.com/org/uml-run.git' }, repository],
  [{ url: 'git@github.com:org/uml-run.git' }, undefined],
  ['', undefined],
])('the repository of package.json: %j', (given, expected) => {
  expect(repositoryOfPackage({ name: 'uml-run', repository: given })).toBe(expected);
});
