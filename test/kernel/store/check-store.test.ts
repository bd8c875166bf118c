/** What `doctor` says of a store. */
import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Cache, openCache } from '../../../src/cache/cache.ts';
import { checkStore } from '../../../src/kernel/store/check-store.ts';
import { entryFor, indexOf, key, type StoreContent, signed, writeStoreFolder } from '../../support/kernel-store.ts';
import { serve } from '../../support/server.ts';
import { ownFolder } from '../../support/temporary-folder.ts';

let folder: string;
let cache: Cache;

beforeEach(async () => {
  folder = ownFolder();
  cache = await openCache({ folder: ownFolder() });
});

const kernels = [entryFor('9.8.7', Buffer.from('x'))];
const good = signed(indexOf(kernels));

test('a store that can be trusted is told of, with what it has', async () => {
  writeStoreFolder(folder, good);
  expect(await checkStore({ store: `${folder}#key=${key}` }, cache)).toEqual({
    check: { name: 'kernel store', ok: true, found: `"${folder}" with 1 kernel and no busybox` },
    hasKernels: true,
    hasBusybox: false,
  });
});

const { privateKey } = generateKeyPairSync('ed25519');

test.each<[string, StoreContent, string]>([
  ['nothing in it', {}, 'index.json" is not there'],
  ['no signature', { 'index.json': good['index.json']! }, 'index.json.sig" is not there'],
  ['a signature of somebody else', signed(good['index.json']!, privateKey), 'was not signed with the key'],
  ['an index that has expired', signed(indexOf(kernels, { expires: '2020-01-01T00:00:00Z' })), 'has expired on 2020'],
  ['an index that is none', signed(Buffer.from('{}')), 'is not an index of kernels'],
])('a named store with %s fails, with what to do', async (_, content, says) => {
  writeStoreFolder(folder, content);
  const { check, ...has } = await checkStore({ store: `${folder}#key=${key}` }, cache);
  expect(check).toMatchObject({
    ok: false,
    found: expect.stringContaining(says),
    fix: expect.stringContaining('none'),
  });
  expect(has).toEqual({ hasKernels: false, hasBusybox: false });
});

test.each([
  ['that nothing says whom to trust for', () => folder, 'end it with #key='],
  ['that is not there', () => `${folder}/none#key=${key}`, 'neither a URL (http:, https:) nor a folder'],
])('a store %s fails', async (_, store, says) => {
  expect(await checkStore({ store: store() }, cache)).toMatchObject({
    check: { ok: false, found: expect.stringContaining(says) },
    hasKernels: false,
  });
});

test('that there was a good index before does not help one that was tampered with', async () => {
  const content = { ...good };
  const server = await serve({
    '/index.json': (_, to) => void to.end(content['index.json']),
    '/index.json.sig': (_, to) => void to.end(content['index.json.sig']),
  });
  onTestFinished(() => server.close());
  const store = `${server.url}#key=${key}`;
  expect((await checkStore({ store }, cache)).check.ok).toBe(true);
  content['index.json'] = Buffer.from('{}');
  const later = await openCache({ folder: cache.folder });
  expect((await checkStore({ store }, later)).check).toMatchObject({
    ok: false,
    found: expect.stringMatching(/was not signed with the key .*; using the answer from /),
  });
});

test.each([{}, { store: 'none' }])('no store at all is no fault: %j', async (options) => {
  expect((await checkStore(options, cache)).check).toMatchObject({ ok: true, found: expect.stringContaining('store') });
});
