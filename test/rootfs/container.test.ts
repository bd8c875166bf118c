import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import type { Rootfs } from '../../src/model/provisions.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { defaultsOf } from '../../src/rootfs/rootfs-defaults.ts';
import { type Member, put, sha256, tar } from '../support/archives.ts';
import { hear } from '../support/log.ts';
import { type Handler, serve, text } from '../support/server.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const base: Member[] = [
  { name: 'bin/sh', content: 'shell', mode: 0o755 },
  { name: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\napp:x:12:34:App:/srv/app:/bin/sh\n' },
  { name: 'etc/group', content: 'root:x:0:\nstaff:x:50:app\n' },
  { name: 'opt/a/one', content: '1' },
  { name: 'opt/a/sub/two', content: '2' },
  { name: 'opt/b/keep', content: 'kept by its other name' },
  { name: 'opt/hard', type: '1', target: 'opt/b/keep' },
  { name: 'srv/link', type: '2', target: '/opt/a' },
];

const settings = { Env: ['PATH=/opt:/bin', 'EMPTY=', 'WITH=a=b'], WorkingDir: '/srv/app', User: 'app' };

interface Parts {
  layers?: Member[][];
  config?: object;
  /** Changes the layers' bytes once the image has their digests. */
  spoil?(layer: Buffer, at: number): Buffer;
}

/** What `docker save` writes. */
function dockerArchive({ layers = [base], config = {}, spoil = (layer) => layer }: Parts): Buffer {
  const tars = layers.map(tar);
  const names = tars.map((_, at) => `layer${at}/layer.tar`);
  const image = {
    architecture: 'amd64',
    os: 'linux',
    config: settings,
    rootfs: { diff_ids: tars.map(digest) },
    ...config,
  };
  const manifest = [{ Config: 'config.json', RepoTags: ['me/image:1'], Layers: names }];
  return tar([
    ...tars.map((layer, at) => ({ name: names[at]!, content: spoil(layer, at) })),
    { name: 'config.json', content: JSON.stringify(image) },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
  ]);
}

const digest = (bytes: Buffer) => `sha256:${sha256(bytes)}`;

/** An OCI layout, its layers compressed. */
function ociLayout(folder: string, { layers = [base], config = {}, spoil = (layer) => layer }: Parts): void {
  const blob = (bytes: Buffer, written = bytes) => {
    put(join(folder, 'blobs/sha256', sha256(bytes)), written);
    return { digest: digest(bytes), size: bytes.length };
  };
  const tars = layers.map(tar);
  const image = {
    architecture: 'amd64',
    os: 'linux',
    config: settings,
    rootfs: { diff_ids: tars.map(digest) },
    ...config,
  };
  const manifest = {
    config: blob(Buffer.from(JSON.stringify(image))),
    layers: tars.map((layer, at) => blob(gzipSync(layer), spoil(gzipSync(layer), at))),
  };
  const named = {
    ...blob(Buffer.from(JSON.stringify(manifest))),
    annotations: { 'org.opencontainers.image.ref.name': '1' },
  };
  put(join(folder, 'index.json'), JSON.stringify({ manifests: [named] }));
  put(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}

async function provideFrom(make: (folder: string) => string): Promise<Rootfs> {
  const folder = ownFolder();
  const context = await openContext({ folder: join(folder, 'cache'), log: hear() });
  return provideRootfs(make(folder), {}, context);
}

const kinds = [
  [
    'docker-archive',
    (parts: Parts) =>
      provideFrom((folder) => {
        put(join(folder, 'image.tar'), dockerArchive(parts));
        return `docker-archive:${join(folder, 'image.tar')}`;
      }),
  ],
  [
    'oci',
    (parts: Parts) =>
      provideFrom((folder) => {
        ociLayout(join(folder, 'layout'), parts);
        return `oci:${join(folder, 'layout')}`;
      }),
  ],
] as const;

test.each(kinds)('%s: whiteouts take away, opaque folders hide, hard links stay', async (_, provide) => {
  const { path } = await provide({
    layers: [
      base,
      [{ name: 'opt/a/.wh..wh..opq' }, { name: 'opt/a/three', content: '3' }, { name: 'opt/b/.wh.keep' }],
      [
        { name: 'bin/su', content: 'x', mode: 0o4755 },
        { name: 'srv/link/four', content: '4' },
      ],
    ],
  });
  const has = (name: string) => existsSync(join(path, name));
  expect(['opt/a/one', 'opt/a/sub', 'opt/b/keep', 'opt/a/.wh..wh..opq'].filter(has)).toEqual([]);
  expect(readFileSync(join(path, 'opt/hard'), 'utf8')).toBe('kept by its other name');
  expect(readFileSync(join(path, 'opt/a/three'), 'utf8')).toBe('3');
  expect(readFileSync(join(path, 'opt/a/four'), 'utf8')).toBe('4');
  expect(statSync(join(path, 'bin/su')).mode & 0o7777).toBe(0o4755);
});

test.each(kinds)('%s: what a layer takes away of what is its own stays', async (_, provide) => {
  const { path } = await provide({
    layers: [base, [{ name: 'opt/a/new', content: 'n' }, { name: 'opt/a/.wh..wh..opq' }, { name: 'opt/.wh.a' }]],
  });
  expect(readFileSync(join(path, 'opt/a/new'), 'utf8')).toBe('n');
  expect(existsSync(join(path, 'opt/a/one'))).toBe(false);
});

test.each(kinds)('%s: its environment, folder and user are what programs start with', async (_, provide) => {
  const rootfs = await provide({});
  expect(defaultsOf(rootfs)).toEqual({
    environment: { PATH: '/opt:/bin', EMPTY: '', WITH: 'a=b', HOME: '/srv/app', USER: 'app', LOGNAME: 'app' },
    workingFolder: '/srv/app',
    user: 12,
    group: 34,
  });
});

test.each([
  ['', { user: 0, group: 0 }],
  ['12', { user: 12, group: 34 }],
  ['app:staff', { user: 12, group: 50 }],
  ['77:88', { user: 77, group: 88 }],
  ['root', { user: 0, group: 0 }],
])('the user %j of an image is %j', async (User, expected) => {
  const rootfs = await kinds[0][1]({ config: { config: { User } } });
  expect(defaultsOf(rootfs)).toMatchObject(expected);
});

test('an image whose /etc/passwd is a folder has no users', async () => {
  const layers = [
    [...base.filter(({ name }) => name !== 'etc/passwd'), { name: 'etc/passwd/', type: '5', mode: 0o755 }],
  ];
  const rootfs = await kinds[0][1]({ layers });
  expect(() => defaultsOf(rootfs)).toThrow(/as the user "app", which it does not have/);
});

test.each(['nobody-here', 'app:no-group', '99999999999'])('the user %j of an image is not there', async (User) => {
  const rootfs = await kinds[0][1]({ config: { config: { User } } });
  expect(() => defaultsOf(rootfs)).toThrow(/runs its programs as the (user|group) ".*", which it does not have/);
});

test.each(kinds)('%s: a layer that is not the one that was meant is refused', async (_, provide) => {
  const spoil = (layer: Buffer) => Buffer.concat([layer, Buffer.from('x')]);
  await expect(provide({ spoil })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/layer 1 .*its SHA-256 is|is damaged: the content of blobs\/sha256/),
  });
  const cut = (layer: Buffer) => layer.subarray(0, layer.length >> 1);
  await expect(provide({ spoil: cut })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/truncated|is damaged/),
  });
});

test.each(kinds)('%s: an image for another machine says which, and what to do', async (_, provide) => {
  await expect(provide({ config: { architecture: 'arm64' } })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/is an image for aarch64, but the kernels are x86-64: use the image for amd64/),
  });
  await expect(provide({ config: { os: 'windows' } })).rejects.toMatchObject({ kind: 'usage' });
});

test.each(kinds)('%s: a layer cannot reach outside', async (_, provide) => {
  for (const evil of [
    [{ name: '../escaped' }],
    [{ name: 'up', type: '2', target: '../../..' }, { name: 'up/escaped' }],
    [{ name: 'opt/.wh...' }],
    [{ name: 'up', type: '2', target: '../../..' }, { name: 'up/.wh.escaped' }],
  ])
    await expect(provide({ layers: [base, evil] })).rejects.toMatchObject({ kind: 'usage' });
});

test.each<[string, Parts, RegExp]>([
  [
    'a variable with a NUL',
    { config: { config: { Env: ['A=b\0c'] } } },
    /cannot read its .*config\.Env\[0\]: expected/,
  ],
  ['a folder with a NUL', { config: { config: { WorkingDir: '/a\0b' } } }, /cannot read its .*config\.WorkingDir: /],
])('%s is refused', async (_, parts, message) => {
  for (const [, provide] of kinds)
    await expect(provide(parts)).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(message) });
});

test.each(['layer\0.tar', 'l'.repeat(300), `${'l/'.repeat(3000)}x`])(
  'a layer that is called %j is lacking',
  async (name) => {
    const refused = provideFrom((folder) => {
      const manifest = JSON.stringify([{ Config: 'c.json', Layers: [name] }]);
      const members = [
        { name: 'c.json', content: '{}' },
        { name: 'manifest.json', content: manifest },
      ];
      put(join(folder, 'image.tar'), tar(members));
      return `docker-archive:${join(folder, 'image.tar')}`;
    });
    await expect(refused).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(' lacks its file "l'),
    });
  },
);

/** A registry on loopback, of one image. */
async function aRegistry(folder: string) {
  ociLayout(join(folder, 'layout'), {});
  const { manifests } = JSON.parse(readFileSync(join(folder, 'layout/index.json'), 'utf8'));
  const blob = (digest: string) => readFileSync(join(folder, 'layout/blobs/sha256', digest.replace('sha256:', '')));
  const manifest = JSON.parse(blob(manifests[0].digest).toString());
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const typed = {
    schemaVersion: 2,
    mediaType: type,
    config: { ...manifest.config, mediaType: 'application/vnd.oci.image.config.v1+json' },
    layers: manifest.layers.map((layer: object) => ({
      ...layer,
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    })),
  };
  const body = Buffer.from(JSON.stringify(typed));
  const answer =
    (bytes: Buffer, content: string): Handler =>
    (_, response) =>
      void response.writeHead(200, { 'content-type': content, 'docker-content-digest': digest(bytes) }).end(bytes);
  const blobs = [manifest.config, ...manifest.layers].map(({ digest: name }: { digest: string }) => [
    `/v2/me/image/blobs/${name}`,
    answer(blob(name), 'application/octet-stream'),
  ]);
  const named = ['1', digest(body)].map((name) => [`/v2/me/image/manifests/${name}`, answer(body, type)]);
  const server = await serve({ '/v2/': text('{}'), ...Object.fromEntries([...blobs, ...named]) });
  onTestFinished(() => server.close());
  const host = new URL(server.url).host;
  put(join(folder, '.config/containers/registries.conf'), `[[registry]]\nlocation = "${host}"\ninsecure = true\n`);
  vi.stubEnv('HOME', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return { host, server };
}

test('docker:// is fetched from its registry, once', async () => {
  const folder = ownFolder();
  const { host, server } = await aRegistry(folder);
  const open = () => openContext({ folder: join(folder, 'cache'), log: hear() });
  const rootfs = await provideRootfs(`docker://${host}/me/image:1`, {}, await open());
  expect(readFileSync(join(rootfs.path, 'bin/sh'), 'utf8')).toBe('shell');
  expect(rootfs).toMatchObject({ workingFolder: '/srv/app', user: 'app' });
  const asked = server.requests.length;
  expect(await provideRootfs(`docker://${host}/me/image:1`, {}, await open())).toEqual(rootfs);
  expect(server.requests.length).toBe(asked);
  await expect(provideRootfs(`docker://${host}/me/image:2`, {}, await open())).rejects.toMatchObject({
    code: 'download-failed',
    message: expect.stringMatching(/image:2": skopeo says .*manifest/),
  });
  mkdirSync(join(folder, 'tools'));
  for (const name of readdirSync('/usr/bin').filter((name) => name !== 'skopeo'))
    symlinkSync(join('/usr/bin', name), join(folder, 'tools', name));
  vi.stubEnv('PATH', join(folder, 'tools'));
  await expect(provideRootfs(`docker://${host}/me/image:3`, {}, await open())).rejects.toMatchObject({
    code: 'tool-missing',
    message: expect.stringMatching(/skopeo, which .* is not on this machine: install it .*or save the image/),
  });
});

test('offline, an image that was never fetched is named as it was given', async () => {
  const context = await openContext({ folder: join(ownFolder(), 'cache'), log: hear(), offline: true });
  await expect(provideRootfs('docker://example.org/image:1', {}, context)).rejects.toMatchObject({
    code: 'not-in-cache',
    message: 'rootfs "docker://example.org/image:1" is not in the cache; run it once without --offline',
  });
});

test('an image that lacks a file, or that is none, says so', async () => {
  const lacking = provideFrom((folder) => {
    ociLayout(join(folder, 'layout'), {});
    rmSync(join(folder, 'layout/blobs'), { recursive: true });
    mkdirSync(join(folder, 'layout/blobs/sha256'), { recursive: true });
    return `oci:${join(folder, 'layout')}`;
  });
  await expect(lacking).rejects.toMatchObject({
    message: expect.stringMatching(/lacks its file .*: it is not a complete/),
  });
  const plain = provideFrom((folder) => {
    put(join(folder, 'plain.tar'), tar(base));
    return `docker-archive:${join(folder, 'plain.tar')}`;
  });
  await expect(plain).rejects.toMatchObject({ message: expect.stringMatching(/lacks its file "manifest\.json"/) });
  const layout = provideFrom((folder) => {
    ociLayout(join(folder, 'layout'), {});
    return join(folder, 'layout');
  });
  await expect(layout).rejects.toMatchObject({
    message: expect.stringMatching(/it is a container image; use oci:<folder>/),
  });
});

test.each([
  ['not JSON', '{', 'not valid JSON'],
  ['a list', '[]', 'expected an object, got []'],
  ['with manifests that are none', '{"manifests":[7]}', 'manifests[0]: expected an object, got 7'],
  ['with a digest that is none', '{"manifests":[{"digest":{}}]}', 'manifests[0].digest: expected a string, got {}'],
])('an index.json that is %s is refused, and where it is wrong is said', async (_, text, message) => {
  const broken = provideFrom((folder) => {
    ociLayout(join(folder, 'layout'), {});
    put(join(folder, 'layout/index.json'), text);
    return `oci:${join(folder, 'layout')}`;
  });
  await expect(broken).rejects.toMatchObject({
    code: 'rootfs-invalid',
    message: expect.stringContaining(`cannot read its index.json: ${message}`),
  });
});

test('a description of an image in which nothing is what it should be is refused', async () => {
  const broken = provideFrom((folder) => {
    put(join(folder, 'image.tar'), dockerArchive({ config: { config: { Env: 'PATH=/bin' } } }));
    return `docker-archive:${join(folder, 'image.tar')}`;
  });
  await expect(broken).rejects.toMatchObject({
    code: 'rootfs-invalid',
    message: expect.stringContaining('config.Env: expected an array, got "PATH=/bin"'),
  });
});

test('a tag chooses among the images of an archive', async () => {
  const named = (tag: string) =>
    provideFrom((folder) => {
      put(join(folder, 'image.tar'), dockerArchive({}));
      return `docker-archive:${join(folder, 'image.tar')}:${tag}`;
    });
  expect(existsSync(join((await named('me/image:1')).path, 'bin/sh'))).toBe(true);
  await expect(named('other')).rejects.toMatchObject({
    code: 'rootfs-spec-invalid',
    message: expect.stringMatching(/no image "other"; it has me\/image:1$/),
  });
});
