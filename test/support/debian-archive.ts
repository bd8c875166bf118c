import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';

/** A package to publish. */
export interface Deb {
  name: string;
  version: string;
  /** Executable files by path: their text, or the file to copy. */
  files: Record<string, string | { from: string }>;
}

/** Path of a package that somebody has built. */
export type BuiltDeb = string;

/** A Debian archive on loopback, signed with keys of its own. */
export interface DebianArchive {
  uri: string;
  /** File with the key that signs. */
  keyring: string;
  /** Paths that were asked for. */
  requests: string[];
  /** Lets the archive send something else than it has; undefined for nothing at all, ever. */
  alter: (path: string, bytes: Buffer) => Buffer | undefined;
  /** Publishes a suite with these packages and no others. */
  publish(suite: string, alias: string, debs: (Deb | BuiltDeb)[], signer?: Signer): Promise<void>;
  close(): Promise<void>;
}

export interface Signer {
  home: string;
  keyring: string;
}

export async function startDebianArchive(folder: string): Promise<DebianArchive> {
  const root = join(folder, 'debian');
  const signer = await makeSigner(join(folder, 'key'));
  const requests: string[] = [];
  const http = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url!);
    requests.push(path);
    const bytes = await readFile(join(folder, path)).catch(() => undefined);
    if (!bytes) return response.writeHead(404).end();
    const sent = archive.alter(path, bytes);
    if (sent) return response.writeHead(200, { 'content-length': sent.length }).end(sent);
    return response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 100));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const archive: DebianArchive = {
    uri: `http://127.0.0.1:${(http.address() as AddressInfo).port}/debian`,
    keyring: signer.keyring,
    requests,
    alter: (_, bytes) => bytes,
    publish: (suite, alias, debs, other = signer) => publish(root, suite, alias, debs, other),
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return archive;
}

/** A key, whose agent is told to end at once: it would outlive the test. */
export async function makeSigner(home: string): Promise<Signer> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const keyring = join(home, 'keyring.gpg');
  await gpg(home, ['--passphrase', '', '--quick-generate-key', 'Test <test@example.org>', 'ed25519', 'sign', 'never']);
  await gpg(home, ['--output', keyring, '--export']);
  await chmod(keyring, 0o644);
  return { home, keyring };
}

async function gpg(home: string, args: string[]): Promise<void> {
  await execa('gpg', ['--homedir', home, '--batch', '--yes', '--pinentry-mode', 'loopback', ...args]);
  await execa('gpgconf', ['--homedir', home, '--kill', 'all']);
}

async function publish(
  root: string,
  suite: string,
  alias: string,
  debs: (Deb | BuiltDeb)[],
  signer: Signer,
): Promise<void> {
  const dist = join(root, 'dists', suite);
  const stanzas = await Promise.all(
    debs.map((deb) => (typeof deb === 'string' ? take(root, suite, deb) : build(root, suite, deb))),
  );
  const packages = stanzas.join('\n');
  const path = 'main/binary-amd64/Packages';
  await rm(dist, { recursive: true, force: true });
  await mkdir(dirname(join(dist, path)), { recursive: true });
  await writeFile(join(dist, path), packages);
  const about = { Origin: 'Debian', Label: 'Debian', Suite: alias, Codename: suite, Date: new Date().toUTCString() };
  const lines = Object.entries({ ...about, Architectures: 'amd64', Components: 'main' });
  const digest = ` ${sha256(packages)} ${Buffer.byteLength(packages)} ${path}`;
  const release = `${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\nSHA256:\n${digest}\n`;
  await writeFile(join(dist, 'Release'), release);
  await gpg(signer.home, ['--output', join(dist, 'InRelease'), '--clearsign', join(dist, 'Release')]);
  await rm(join(dist, 'Release'));
}

/** @returns the package's paragraph of the index */
async function build(root: string, suite: string, { name, version, files }: Deb): Promise<string> {
  const tree = join(root, '..', 'building', suite, name);
  const control = [
    `Package: ${name}`,
    `Version: ${version}`,
    'Architecture: amd64',
    'Maintainer: Test <test@example.org>',
  ];
  const all: Deb['files'] = { ...files, 'DEBIAN/control': `${control.join('\n')}\nDescription: test\n` };
  await rm(tree, { recursive: true, force: true });
  for (const [path, content] of Object.entries(all)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), typeof content === 'string' ? content : await readFile(content.from));
    await chmod(join(tree, path), 0o755);
  }
  const path = `pool/${suite}/${name}_${version}_amd64.deb`;
  await mkdir(dirname(join(root, path)), { recursive: true });
  await execa('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', tree, join(root, path)]);
  return paragraph(root, path, control);
}

async function take(root: string, suite: string, deb: BuiltDeb): Promise<string> {
  const path = `pool/${suite}/${basename(deb)}`;
  await mkdir(dirname(join(root, path)), { recursive: true });
  await copyFile(deb, join(root, path));
  const { stdout } = await execa('dpkg-deb', ['--field', deb, 'Package', 'Version', 'Architecture', 'Depends']);
  return paragraph(root, path, [stdout]);
}

async function paragraph(root: string, path: string, control: string[]): Promise<string> {
  const bytes = await readFile(join(root, path));
  const fields = [`Filename: ${path}`, `Size: ${bytes.length}`, `SHA256: ${sha256(bytes)}`, 'Description: test'];
  return `${[...control, ...fields].join('\n')}\n`;
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
