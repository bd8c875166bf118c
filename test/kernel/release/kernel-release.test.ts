import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openKernelMirror } from '../../../src/kernel/release/kernel-mirror.ts';
import { fetchRelease, findRelease } from '../../../src/kernel/release/kernel-release.ts';
import { newestLongTerm } from '../../../src/kernel/release/long-term.ts';
import { file, type Handler, type Server, serve, text } from '../../support/server.ts';
import { sharedFolder } from '../../support/temporary-folder.ts';

const folder = sharedFolder();
const content = (version: string) => Buffer.from(`the source of ${version}`);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const list = (versions: string[]) =>
  `${versions.map((version) => `${sha256(content(version))}  linux-${version}.tar.xz\n`).join('')}${'0'.repeat(64)}  patch-6.12.9.xz\n`;
const sixes = ['6.1', '6.1.9', '6.12', '6.12.9', '6.12.10'];

/** Sign as kernel.org does, with a key made here; `home` holds it as GnuPG keeps it. */
const home = join(folder, 'gnupg');
const gpg = (input: string, ...options: string[]) =>
  execFileSync('gpg', ['--homedir', home, '--batch', '--passphrase', '', ...options], {
    input,
    stdio: ['pipe', 'pipe', 'ignore'],
  }).toString();

beforeAll(() => {
  mkdirSync(home, { mode: 0o700 });
  gpg('', '--quick-generate-key', 'tester@example.invalid', 'ed25519', 'sign', 'never');
  writeFileSync(
    join(folder, 'keys.gpg'),
    execFileSync('gpg', ['--homedir', home, '--export'], { stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  process.env.GNUPGHOME = join(folder, 'no-keys');
});

let server: Server | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(() => {
  delete process.env.GNUPGHOME;
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
});

async function mirrorOf(handlers: Record<string, Handler>) {
  server = await serve(handlers);
  return openKernelMirror(server.url);
}

const find = async (spec: string, handlers: Record<string, Handler>, keyring?: string) =>
  findRelease(spec, await mirrorOf(handlers), folder, keyring === undefined ? {} : { keyring });

const listed = { '/v6.x/sha256sums.asc': text(list(sixes)) };

describe('a release on a server', () => {
  test('a series is its newest patch, a version itself; both are fetched and checked', async () => {
    const mirror = await mirrorOf({ ...listed, '/v6.x/linux-6.12.10.tar.xz': file(content('6.12.10')) });
    const release = await findRelease('6.12', mirror, folder);
    expect(release).toMatchObject({
      version: '6.12.10',
      path: 'v6.x/linux-6.12.10.tar.xz',
      sha256: sha256(content('6.12.10')),
    });
    const path = await fetchRelease(release, mirror, join(folder, 'got'));
    expect(readFileSync(path)).toEqual(content('6.12.10'));
    expect((await findRelease('6.12.9', mirror, folder)).version).toBe('6.12.9');
  });

  test('one that does not exist is named with the nearest', async () => {
    await expect(find('6.12.11', listed)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('does not have Linux 6.12.11; the nearest are 6.12.10, 6.12.9, 6.12'),
    });
    await server!.close();
    await expect(find('6.3', listed)).rejects.toThrow('the nearest are 6.1.9, 6.12.10');
  });

  test('a major version that does not exist is answered with the one next to it', async () => {
    const root = text('<a href="../">..</a><a href="v6.x/">v6.x/</a> <a href=\'v2.6/\'>', 'text/html');
    await expect(find('9.1', { ...listed, '/': root })).rejects.toThrow(
      'does not have Linux 9.1; the nearest are 6.12.10, 6.1.9',
    );
    await server!.close();
    await expect(find('9.1', {})).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(
        /does not have Linux 9\.1: it has no v9\.x\/sha256sums\.asc, so it is not laid out as/,
      ),
    });
  });

  test('a page in place of the list is called one', async () => {
    await expect(
      find('6.12', { '/v6.x/sha256sums.asc': text('<html>Log in</html>', 'text/html') }),
    ).rejects.toMatchObject({ kind: 'machine', message: expect.stringContaining('a web page') });
  });

  test('tarballs without a list are refused', async () => {
    const listing = text('<a href="linux-6.12.9.tar.xz">linux-6.12.9.tar.xz</a>', 'text/html');
    await expect(find('6.12', { '/v6.x/': listing })).rejects.toMatchObject({
      kind: 'machine',
      message: expect.stringContaining('no v6.x/sha256sums.asc to check it with'),
    });
  });

  test('a server in trouble is the machine’s fault, not the user’s', async () => {
    await expect(
      find('6.12', { '/v6.x/sha256sums.asc': (_, response) => response.writeHead(500).end() }),
    ).rejects.toMatchObject({ kind: 'machine', message: expect.stringContaining('answered 500') });
  });
});

describe('the list’s signature', () => {
  const signed = () => gpg(list(sixes), '--clear-sign');
  const keys = () => join(folder, 'keys.gpg');
  const answer = (body: string) => ({ '/v6.x/sha256sums.asc': text(body) });

  test('is checked where the key is at hand', async () => {
    expect(await find('6.12', answer(signed()), keys())).toMatchObject({ version: '6.12.10', unchecked: [] });
  });

  test('wrong, is an error', async () => {
    const changed = signed().replace(sha256(content('6.12.10')), '1'.repeat(64));
    await expect(find('6.12', answer(changed), keys())).rejects.toMatchObject({
      kind: 'machine',
      message: expect.stringContaining('is wrong'),
    });
  });

  test('covers what is used: lines outside of it count for nothing', async () => {
    const more = `${'2'.repeat(64)}  linux-6.12.11.tar.xz\n${signed()}`;
    const release = await find('6.12', answer(more), keys()).catch((error) => error);
    expect(release).not.toMatchObject({ version: '6.12.11' });
  });

  test('is not checked without a key, by another’s key, or where there is none, and each is said', async () => {
    expect((await find('6.12', answer(signed()))).unchecked).toEqual([
      expect.stringContaining('not checked: there is no keyring'),
    ]);
    await server!.close();
    const other = '/usr/share/keyrings/debian-archive-keyring.gpg';
    const empty = join(folder, 'empty.gpg');
    writeFileSync(empty, '');
    expect((await find('6.12', answer(signed()), existsSync(other) ? other : empty)).unchecked).toEqual([
      expect.stringContaining('key is not in'),
    ]);
    await server!.close();
    expect((await find('6.12', answer(list(sixes)))).unchecked).toEqual([expect.stringContaining('is not signed')]);
  });
});

describe('a folder as mirror', () => {
  const place = (name: string, withList: boolean) => {
    const mirror = join(folder, name);
    mkdirSync(join(mirror, 'v6.x'), { recursive: true });
    writeFileSync(join(mirror, 'v6.x/linux-6.12.9.tar.xz'), content('6.12.9'));
    if (withList) writeFileSync(join(mirror, 'v6.x/sha256sums.asc'), list(['6.12.9', '6.12.10']));
    return mirror;
  };

  test('is checked by its list', async () => {
    const mirror = await openKernelMirror(place('checked', true));
    const path = await fetchRelease(await findRelease('6.12.9', mirror, folder), mirror, join(folder, 'from-folder'));
    expect(readFileSync(path)).toEqual(content('6.12.9'));
    await expect(fetchRelease(await findRelease('6.12', mirror, folder), mirror, folder)).rejects.toThrow(
      'is not there, though the list of checksums has it',
    );
    writeFileSync(join(folder, 'checked/v6.x/linux-6.12.9.tar.xz'), 'tampered');
    await expect(fetchRelease(await findRelease('6.12.9', mirror, folder), mirror, folder)).rejects.toThrow(
      'is not what it should be',
    );
  });

  test('without a list it is taken, and said', async () => {
    const mirror = await openKernelMirror(place('unchecked', false));
    expect(await findRelease('6.12', mirror, folder)).toMatchObject({
      version: '6.12.9',
      unchecked: [expect.stringContaining('was not checked')],
    });
    await expect(findRelease('5.10', mirror, folder)).rejects.toThrow(
      'does not have Linux 5.10; the nearest are 6.12.9',
    );
  });

  test.each(['/no/such/folder', 'http://', 'ftp://example.invalid/'])('%s is not a mirror', async (name) => {
    await expect(openKernelMirror(name)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('--kernel-mirror'),
    });
  });
});

describe('the newest long-term release', () => {
  const index = {
    releases: [
      { moniker: 'mainline', version: '7.3-rc1' },
      { moniker: 'stable', version: '7.2.12' },
      { moniker: 'longterm', version: '6.1.9' },
      { moniker: 'longterm', version: '6.12.9' },
    ],
  };

  test('is the index’s', async () => {
    expect(await newestLongTerm(await mirrorOf({ '/releases.json': text(JSON.stringify(index)) }))).toBe('6.12.9');
  });

  test.each([
    ['none'],
    ['<html>'],
    ['{"releases":[]}'],
    ['{"releases":{}}'],
    ['{"releases":[{"moniker":"longterm"}]}'],
    ['{"releases":[null,{"moniker":"longterm","version":612}]}'],
  ])('is a known series’ where the index is %s', async (body) => {
    const handlers = body === 'none' ? listed : { ...listed, '/releases.json': text(body) };
    expect(await newestLongTerm(await mirrorOf(handlers))).toBe('6.12.10');
  });

  test('is none on a mirror without any', async () => {
    await expect(newestLongTerm(await mirrorOf({}))).rejects.toMatchObject({ kind: 'machine' });
  });
});
