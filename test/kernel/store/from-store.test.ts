/** What a store gives, and all that can be wrong with one: then nothing of it is run, and the warning says why. */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Context, openContext } from '../../../src/cache/context.ts';
import { provideKernel } from '../../../src/kernel/kernel.ts';
import type { KernelOptions } from '../../../src/kernel/kernel-options.ts';
import type { KernelRecord } from '../../../src/kernel/kernel-record.ts';
import { mayFollow, readFromStore } from '../../../src/kernel/store/read-from-store.ts';
import { packFiles } from '../../../src/kernel/store/store-archive.ts';
import type { StoredKernel, StoreIndex } from '../../../src/kernel/store/store-index.ts';
import { noBoots } from '../../support/boots.ts';
import { compile } from '../../support/compile.ts';
import {
  entryFor,
  indexOf,
  key,
  type StoreContent,
  shamFiles,
  shamSource,
  signed,
  storeOf,
  tarOf,
  writeStoreFolder,
} from '../../support/kernel-store.ts';
import { type Heard, hear } from '../../support/log.ts';
import { type Handler, type Server, serve, text } from '../../support/server.ts';
import { ownFolder, sharedFolder } from '../../support/temporary-folder.ts';

const shared = sharedFolder();
/** Is there once a kernel of a store has been started. */
const trace = join(shared, 'started');
const release = '9.8.7';
const asset = `linux-${release}-base-x86_64.tar.gz`;

let files: Map<string, Buffer>;
let good: StoreContent;
let log: Heard;

beforeAll(async () => {
  files = shamFiles(shared, release, trace);
  good = await storeOf({ [release]: files });
});

beforeEach(() => {
  log = hear();
});

const handlersOf = (content: StoreContent): Record<string, Handler> =>
  Object.fromEntries(Object.entries(content).map(([name, bytes]) => [`/${name}`, (_, to) => void to.end(bytes)]));

async function served(handlers: Record<string, Handler>): Promise<Server> {
  const server = await serve(handlers);
  onTestFinished(() => server.close());
  return server;
}

/** Nobody listens there: what the store does not give cannot be had. */
const nowhere = 'http://127.0.0.1:9/';
const alone: KernelOptions = { ...noBoots, mirror: nowhere, aptArchive: nowhere, aptKeyring: '/dev/null' };

async function aContext(more: Partial<Context & { folder: string }> = {}): Promise<Context> {
  return openContext({ folder: join(shared, `cache-${Math.random()}`), log, ...more });
}

async function take(spec: string, store: string, options: Partial<KernelOptions> = {}, context?: Context) {
  return provideKernel(spec, { ...alone, store: `${store}#key=${key}`, ...options }, context ?? (await aContext()));
}

test.each(['9.8', '9.8.7'])('%s is taken from a server', async (spec) => {
  const { url } = await served(handlersOf(good));
  const context = await aContext();
  const kernel = await take(spec, url, {}, context);
  expect(kernel).toMatchObject({
    spec,
    version: release,
    source: `from the store "${url}": built from linux-9.8.7.tar.xz (base; gcc)`,
    path: expect.stringMatching(/\/kernels\/store_9\.8\.7_base_[0-9a-f]{64}\/linux\.uml$/),
  });
  expect(log.warnings).toEqual([]);
  expect(existsSync(trace)).toBe(true);
});

test('once it is in the cache, neither the store nor a network is needed', async () => {
  const server = await served(handlersOf(good));
  const context = await aContext();
  const { path } = await take('9.8', server.url, {}, context);
  await server.close();
  const later = { folder: context.cache.folder };
  expect(await take('9.8', server.url, {}, await aContext(later))).toMatchObject({ path });
  for (const spec of ['9.8', '9.8.7', 'auto'])
    expect(await take(spec, server.url, {}, await aContext({ ...later, offline: true }))).toMatchObject({ path });
  expect(log.warnings).toEqual([]);
  expect(server.requests).toEqual(['/index.json', '/index.json.sig', `/${asset}`]);
});

test('a folder is a store, of which the newest of a series and the configuration is taken', async () => {
  const folder = ownFolder();
  const older = shamFiles(shared, '9.8.6', trace);
  const debug = await packFiles(files);
  const store = await storeOf({ '9.8.6': older, [release]: files });
  const entries: StoredKernel[] = JSON.parse(String(store['index.json'])).kernels;
  const ofDebug = entryFor(release, debug, { flavour: 'debug', features: [] });
  writeStoreFolder(folder, { ...store, ...signed(indexOf([...entries, ofDebug])), [ofDebug.asset]: debug });
  const versionOf = async (spec: string, options: Partial<KernelOptions> = {}) =>
    (await take(spec, folder, options)).path.split('/').at(-2)!.split('_').slice(1, 3).join(' ');
  expect(await versionOf('9.8')).toBe('9.8.7 base');
  expect(await versionOf('9.8.6')).toBe('9.8.6 base');
  expect(await versionOf('9.8', { configuration: ['base'] })).toBe('9.8.7 base');
  expect(await versionOf('9.8', { configuration: ['debug'] })).toBe('9.8.7 debug');
  // What is lacking is built, here from nowhere.
  for (const lacking of [{ configuration: ['debug'], timeTravel: true }, { configuration: ['debug', 'containers'] }])
    await expect(versionOf('9.8', lacking)).rejects.toThrow(nowhere);
  await expect(versionOf('9.8', { architecture: 'i386' })).rejects.toThrow(nowhere);
  await expect(versionOf('9.9')).rejects.toThrow(nowhere);
  expect(log.warnings).toEqual([]);
});

test('auto is the newest long-term release of the store', async () => {
  const folder = ownFolder();
  const of = (version: string) => shamFiles(shared, version, trace);
  writeStoreFolder(folder, await storeOf({ '6.6.9': of('6.6.9'), '6.12.9': of('6.12.9'), [release]: files }));
  expect(await take('auto', folder)).toMatchObject({ version: '6.12.9', spec: 'auto' });
});

test('none turns the store off, as does a request to build; what is neither trusted nor a place is an error', async () => {
  const folder = ownFolder();
  writeStoreFolder(folder, good);
  await expect(take('9.8', folder, { store: 'none' })).rejects.toThrow(nowhere);
  await expect(take('9.8', folder, { rebuild: true })).rejects.toThrow(nowhere);
  await expect(take('9.8', folder, { store: folder })).rejects.toMatchObject({ code: 'option-invalid' });
  await expect(take('9.8', join(folder, 'missing'))).rejects.toMatchObject({ code: 'mirror-invalid' });
});

const stranger = generateKeyPairSync('ed25519');
const edited = (bytes: Buffer, at: number) => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)));

/** The good store with another index, signed all the same. */
const withIndex = (change: (index: StoreIndex) => object): StoreContent => ({
  ...good,
  ...signed(change(JSON.parse(String(good['index.json'])))),
});
const withKernel = (change: object) =>
  withIndex((index) => ({ ...index, kernels: [{ ...index.kernels[0], ...change }] }));
/** The good store with another archive, of which the index has the right digest. */
const withArchive = (archive: Buffer, more: Partial<StoredKernel> = {}): StoreContent => ({
  ...signed(indexOf([entryFor(release, archive, more)])),
  [asset]: archive,
});
const withFiles = async (change: (files: Map<string, Buffer>) => void, more: Partial<StoredKernel> = {}) => {
  const own = new Map(files);
  change(own);
  return withArchive(await packFiles(own), more);
};
const withRecord = (more: Partial<KernelRecord>) =>
  withFiles((own) =>
    own.set('kernel.json', Buffer.from(JSON.stringify({ ...JSON.parse(String(own.get('kernel.json'))), ...more }))),
  );
const aStaticKernel = () => readFileSync(compile(join(shared, 'static'), shamSource(release, trace), '-static'));
const script = `#!/bin/sh\n: > ${trace}\necho ${release}\n`;
const without = (name: string): StoreContent =>
  Object.fromEntries(Object.entries(good).filter(([own]) => own !== name));

type Tampered = [what: string, make: () => StoreContent | Promise<StoreContent>, says: string];

const tampered: Tampered[] = [
  ['an index that was changed', () => ({ ...good, 'index.json': edited(good['index.json']!, 40) }), 'was not signed'],
  [
    'a signature that was changed',
    () => ({ ...good, 'index.json.sig': edited(good['index.json.sig']!, 3) }),
    'not signed',
  ],
  [
    'a signature of another key',
    () => ({ ...good, ...signed(good['index.json']!, stranger.privateKey) }),
    'not signed',
  ],
  ['a signature that is too short', () => ({ ...good, 'index.json.sig': Buffer.alloc(63) }), 'was not signed'],
  ['a signature that is too long', () => ({ ...good, 'index.json.sig': Buffer.alloc(65) }), 'larger than 64 bytes'],
  ['no signature', () => without('index.json.sig'), 'index.json.sig" is not there'],
  ['no index', () => without('index.json'), 'index.json" is not there'],
  ['a web page as index', () => ({ ...good, ...signed(Buffer.from('<html>Log in')) }), 'is a web page'],
  ['an index that is no JSON', () => ({ ...good, ...signed(Buffer.from('{')) }), 'is not an index of kernels'],
  ['an index that is too large', () => ({ ...good, ...signed(Buffer.alloc(2 ** 20 + 1, 32)) }), 'larger than 1 MB'],
  ['an index of a later form', () => withIndex((index) => ({ ...index, format: 2 })), 'has format 2'],
  ['an index without a serial', () => withIndex(({ serial: _, ...index }) => index), 'is not an index of kernels'],
  ['an expired index', () => withIndex((index) => ({ ...index, expires: '2020-01-01T00:00:00Z' })), 'has expired'],
  ['an index that ends never', () => withIndex((index) => ({ ...index, expires: 'never' })), 'is not an index'],
  ['an asset above the store', () => withKernel({ asset: '../x.tar.gz' }), 'is not an index of kernels'],
  ['an asset elsewhere', () => withKernel({ asset: 'http://127.0.0.1:9/x.tar.gz' }), 'is not an index of kernels'],
  ['a series of another release', () => withKernel({ series: '6.12', release: '9.8.7' }), 'is not an index of kernels'],
  ['a size that cannot be', () => withKernel({ size: 2 ** 40 }), 'is not an index of kernels'],
  ['no archive', () => without(asset), `${asset}" is not there`],
  ['an archive that was changed', () => ({ ...good, [asset]: edited(good[asset]!, 500) }), 'is not what it should be'],
  ['an archive that was cut', () => ({ ...good, [asset]: good[asset]!.subarray(0, 900) }), 'has 900 bytes instead of'],
  ['an archive that grew', () => ({ ...good, [asset]: Buffer.concat([good[asset]!, Buffer.alloc(1)]) }), 'larger than'],
  ['an archive that is no tar', () => withArchive(Buffer.from('x')), 'is not what gzip made'],
  ['a symbolic link', () => withArchive(tarOf([{ path: 'linux.uml', type: '2', target: '/bin/sh' }])), 'regular file'],
  ['a path upwards', () => withArchive(tarOf([{ path: '../../x' }])), 'does not belong there'],
  ['a file that does not belong there', () => withArchive(tarOf([{ path: 'x' }])), 'does not belong there'],
  ['another configuration', () => withFiles((own) => own.set('config', Buffer.from('x'))), 'another configuration'],
  ['no configuration', () => withFiles((own) => own.delete('config')), 'another configuration'],
  ['no record', () => withFiles((own) => own.delete('kernel.json')), 'lacks the kernel or what is known of it'],
  ['no kernel', () => withFiles((own) => own.delete('linux.uml')), 'lacks the kernel or what is known of it'],
  [
    'a kernel that is no program',
    () => withFiles((own) => own.set('linux.uml', Buffer.from('x'))),
    'is no program for x86-64',
  ],
  [
    'a kernel that is a script',
    () => withFiles((own) => own.set('linux.uml', Buffer.from(script))),
    'is no program for x86-64',
  ],
  [
    'a kernel that is none',
    () => withFiles((own) => own.set('linux.uml', readFileSync('/bin/true'))),
    'is not User Mode Linux',
  ],
  [
    'a C library for a kernel that names another loader',
    () => withFiles((own) => own.set('lib/ld-linux-x86-64.so.2', Buffer.alloc(9))),
    'has a C library, which its kernel does not take',
  ],
  [
    'a static kernel with a C library',
    () => withFiles((own) => own.set('linux.uml', aStaticKernel()).set('lib/ld-linux-x86-64.so.2', Buffer.alloc(9))),
    'has a C library, which its kernel does not take',
  ],
  [
    'a name of a file that is a folder, too',
    () => withFiles((own) => own.set('modules/9', Buffer.alloc(1)).set('modules/9/8/7', Buffer.alloc(1))),
    'has "modules/9" as a file and as a folder',
  ],
  ['an origin with control characters', () => withRecord({ source: 'built \u001b[31m' }), 'lacks the kernel or what'],
  ['an origin of two lines', () => withRecord({ source: 'built\n::error::' }), 'lacks the kernel or what'],
  ['an origin that never ends', () => withRecord({ source: 'x'.repeat(1001) }), 'lacks the kernel or what'],
  [
    'a time that is none',
    () => withIndex((index) => ({ ...index, expires: '2099-13-45T00:00:00Z' })),
    'is not an index',
  ],
  [
    'a downgrade under a new name',
    () => withArchive(good[asset]!, { release: '9.8.9', asset }),
    'has Linux 9.8.7 instead of',
  ],
];

// Side by side, since an index that is not trusted is asked for again after a pause.
test.concurrent.for(tampered)('%s: a warning, and no kernel', async ([_, make, says], { expect, onTestFinished }) => {
  const { url, close } = await serve(handlersOf(await make()));
  onTestFinished(close);
  const log = hear();
  const context = await aContext({ log });
  rmSync(trace, { force: true });
  await expect(take('9.8', url, {}, context)).rejects.toThrow(nowhere);
  expect(log.warnings).toEqual([expect.stringContaining(says)]);
  expect(log.warnings[0]).toContain(url);
  expect(existsSync(trace)).toBe(false);
  const kept = join(context.cache.folder, 'kernels');
  expect(existsSync(kept) ? readdirSync(kept) : []).toEqual([]);
});

test.each(['index.json', 'index.json.sig'])('a new %s that is not there yet is asked for once more', async (name) => {
  const older = withIndex((index) => ({ ...index, serial: 4 }));
  const late: Handler = (_, to, count) => void to.end((count === 0 ? older : good)[name]);
  const missing: Handler = (_, to, count) => void to.writeHead(count === 0 ? 404 : 200).end(good[name]);
  const takeFrom = async (handler: Handler) => {
    const { url } = await served({ ...handlersOf(good), [`/${name}`]: handler });
    expect(await take('9.8', url)).toMatchObject({ version: release });
  };
  await Promise.all([late, missing].map(takeFrom));
  expect(log.warnings).toEqual([]);
});

test('a folder in which somebody is just replacing the index is read once more', async () => {
  const folder = ownFolder();
  writeStoreFolder(folder, { ...good, 'index.json': withIndex((index) => ({ ...index, serial: 4 }))['index.json']! });
  const taken = take('9.8', folder);
  setTimeout(() => writeStoreFolder(folder, good), 50);
  expect(await taken).toMatchObject({ version: release });
  expect(log.warnings).toEqual([]);
});

test('an older index than one that was there before is refused, and so is it in a folder', async () => {
  const context = await aContext();
  const folder = ownFolder();
  const again = async () => take('9.8', folder, {}, await aContext({ folder: context.cache.folder }));
  mkdirSync(folder, { recursive: true });
  writeStoreFolder(
    folder,
    withIndex((index) => ({ ...index, serial: 7 })),
  );
  await again();
  writeStoreFolder(
    folder,
    withIndex((index) => ({ ...index, serial: 6 })),
  );
  // The kernel that came before is the newest in the cache.
  await again();
  expect(log.warnings[0]).toContain('is older than one that was there before (serial 6 after 7)');
  log.warnings.length = 0;
  writeStoreFolder(
    folder,
    withIndex((index) => ({ ...index, serial: 8 })),
  );
  await again();
  expect(log.warnings).toEqual([]);
});

test('a program that is another kernel than its record says is not kept', async () => {
  const other = shamFiles(shared, '9.8.6', trace).get('linux.uml')!;
  const { url } = await served(handlersOf(await withFiles((own) => own.set('linux.uml', other))));
  await expect(take('9.8', url)).rejects.toThrow(nowhere);
  expect(log.warnings).toEqual([expect.stringContaining('is Linux 9.8.6 instead of 9.8.7')]);
});

test('what an archive says of itself does not make its kernel one of a package', async () => {
  const { url } = await served(
    handlersOf(await withRecord({ origin: { package: 'user-mode-linux', version: '9.8um1' } })),
  );
  const context = await aContext();
  expect((await take('9.8', url, {}, context)).privateMegabytes).toBeUndefined();
  const later = await aContext({ folder: context.cache.folder, offline: true });
  await expect(take('distro:9.8', url, {}, later)).rejects.toMatchObject({ code: 'not-in-cache' });
});

test('a kernel of the flavour base-static that is not static is refused', async () => {
  const { url } = await served(handlersOf(withArchive(good[asset]!, { flavour: 'base-static', asset })));
  await expect(take('9.8', url, { configuration: ['base-static'] })).rejects.toThrow(nowhere);
  expect(log.warnings).toEqual([expect.stringContaining('has a kernel that is not static')]);
});

const elsewhere: Handler = (_, to) => void to.writeHead(302, { location: 'http://localhost:9/x' }).end();
const endless: Handler = ({ url = '' }, to) => void to.writeHead(302, { location: url }).end();
const limited: Handler = (_, to) => void to.writeHead(429, { 'retry-after': '60' }).end();
const broken: Handler = (_, to) => void to.writeHead(500).end();
const dropped: Handler = (_, to) => void to.socket?.destroy();
const longLogin = text(`<html>Log in${' '.repeat(2 ** 20)}</html>`, 'text/html');
const login = text('<html>Log in</html>', 'text/html');

test.each<[string, Handler, string]>([
  ['redirects to another host', elsewhere, 'redirects to "http://localhost:9/x", where uml-run does not follow'],
  ['redirects for ever', endless, 'it redirects more than 20 times'],
  ['limits requests', limited, 'the server answered 429 (too many requests; try again in 60 s)'],
  ['breaks', broken, 'the server answered 500'],
  ['hangs up', dropped, 'cannot fetch'],
  ['has a login page', login, 'is a web page instead of the file'],
  ['has a login page that is larger than the file', longLogin, 'is a web page instead of the file'],
])('a server that %s: a warning, and no kernel', async (_, handler, says) => {
  const ofIndex = await served({ ...handlersOf(good), '/index.json': handler });
  const context = await aContext();
  const both = await Promise.allSettled(['9.8', '9.8.7'].map((spec) => take(spec, ofIndex.url, {}, context)));
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  // One, however many kernels are wanted.
  expect(log.warnings).toEqual([expect.stringContaining(says)]);
  expect(log.warnings[0]).toMatch(/; this run goes on without it, and may build kernels; the next one asks it again$/);
  log = hear();
  const ofArchive = await served({ ...handlersOf(good), [`/${asset}`]: handler });
  await expect(take('9.8', ofArchive.url)).rejects.toThrow(nowhere);
  expect(log.warnings).toEqual([expect.stringContaining(says)]);
  expect(log.warnings[0]).toMatch(/; this run builds it instead; the next one asks again$/);
});

const broke: Handler = (_, to) => {
  to.writeHead(200, { 'content-length': '1000' }).write('{');
  setTimeout(() => to.socket?.resetAndDestroy(), 20);
};

test.each(['index.json', 'index.json.sig', asset])('a server that fails at %s is asked once more', async (name) => {
  const takeFrom = async (bad: Handler) => {
    const failing: Handler = (from, to, count) => (count === 0 ? bad(from, to, count) : void to.end(good[name]));
    const server = await served({ ...handlersOf(good), [`/${name}`]: failing });
    expect(await take('9.8', server.url)).toMatchObject({ version: release });
    expect(server.requests.filter((path) => path === `/${name}`)).toHaveLength(2);
  };
  await Promise.all([broken, dropped, broke].map(takeFrom));
  expect(log.warnings).toEqual([]);
});

test('a server that limits requests is not asked twice', async () => {
  const server = await served({ ...handlersOf(good), '/index.json': limited });
  await expect(take('9.8', server.url)).rejects.toThrow(nowhere);
  expect(server.requests).toEqual(['/index.json']);
});

test('a server that unpacks archives is told of', async () => {
  const unpacking: Handler = (_, to) => void to.writeHead(200, { 'content-encoding': 'gzip' }).end(good[asset]);
  const { url } = await served({ ...handlersOf(good), [`/${asset}`]: unpacking });
  await expect(take('9.8', url)).rejects.toThrow(nowhere);
  expect(log.warnings).toEqual([expect.stringContaining('the server sends it with "Content-Encoding: gzip"')]);
});

const silent: Handler = () => {};
const dripping: Handler = (_, to) => {
  const timer = setInterval(() => to.write(' '), 5);
  to.on('close', () => clearInterval(timer));
};

test.each([
  ['silent', silent],
  ['dripping', dripping],
])('a server that is %s for too long is given up', async (_, handler) => {
  const { url } = await served({ '/index.json': handler });
  const place = { name: url, base: new URL(url), trust: key };
  await expect(readFromStore(place, 'index.json', { maxBytes: 10_000, patience: 50 })).rejects.toMatchObject({
    code: 'download-failed',
    message: `"${url}index.json" did not come within 0.05 s`,
  });
});

test('a redirect on the same host is followed', async () => {
  const moved: Handler = (_, to) => void to.writeHead(302, { location: '/there' }).end();
  const { url } = await served({
    ...handlersOf(good),
    '/index.json': moved,
    '/there': (_, to) => void to.end(good['index.json']),
  });
  expect(await take('9.8', url)).toMatchObject({ version: release });
});

test('without a compiler, the error says what the store lacks, too', async () => {
  const { PATH } = process.env;
  onTestFinished(() => {
    process.env.PATH = PATH;
  });
  const folder = ownFolder();
  writeStoreFolder(folder, good);
  const mirror = ownFolder();
  mkdirSync(join(mirror, 'v9.x'));
  writeStoreFolder(join(mirror, 'v9.x'), { 'linux-9.9.1.tar.xz': Buffer.alloc(1) });
  const context = await aContext();
  process.env.PATH = '/nowhere';
  await expect(take('9.9', folder, { mirror }, context)).rejects.toMatchObject({
    code: 'tool-missing',
    message: expect.stringMatching(
      /^the store ".*" does not have Linux 9\.9 \(base\); and this machine lacks make, gcc/,
    ),
  });
});

test.each([
  ['https://a.example/x', 'https://a.example/y', true],
  ['http://a.example/x', 'https://a.example/y', true],
  ['https://a.example/x', 'http://a.example/y', false],
  ['https://a.example/x', 'https://b.example/y', false],
  ['http://127.0.0.1:1/x', 'http://127.0.0.1:2/x', false],
  ['https://github.com/x', 'https://release-assets.githubusercontent.com/y', true],
  ['https://github.com/x', 'http://release-assets.githubusercontent.com/y', false],
  ['https://github.com/x', 'https://githubusercontent.com.example/y', false],
  ['https://github.com.example/x', 'https://release-assets.githubusercontent.com/y', false],
])('from %s to %s: %s', (from, to, may) => {
  expect(mayFollow(new URL(from), new URL(to))).toBe(may);
});
