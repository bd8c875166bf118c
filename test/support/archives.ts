/** Archives made by hand, so that they can be what no tool would write. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Member {
  name: string;
  content?: string | Buffer;
  mode?: number;
  /** Of the header: `0` file, `1` hard link, `2` symbolic link, `3` device, `5` folder. */
  type?: string;
  target?: string;
}

const blockSize = 512;

/** One member of a tar archive in the format ustar. */
export function member({ name, content = '', mode = 0o644, type = '0', target = '' }: Member): Buffer {
  const data = Buffer.from(content);
  const header = Buffer.alloc(blockSize);
  header.write(name, 0);
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write(target, 157);
  header.write('ustar\u000000', 257);
  header.write(
    `${[...header]
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([header, data, Buffer.alloc((blockSize - (data.length % blockSize)) % blockSize)]);
}

/** The extended header of the member that follows it, in the format pax. */
export function paxHeader(records: Record<string, string>): Buffer {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    // The length counts its own digits.
    const length = rest + String(rest + String(rest).length).length;
    return `${length} ${key}=${value}\n`;
  });
  return member({ name: 'pax', type: 'x', content: lines.join('') });
}

export function tar(members: Member[]): Buffer {
  return Buffer.concat([...members.map(member), Buffer.alloc(2 * blockSize)]);
}

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const sha512 = (bytes: Buffer) => createHash('sha512').update(bytes).digest('hex');

/** Keys of a distribution that signs its packages. */
export interface Signer {
  name: string;
  privateKey: KeyObject;
  publicKey: string;
}

export function makeSigner(name = 'somebody-1234.rsa.pub'): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { name, privateKey, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

/** A package as `apk` has it: signature, control and data. */
export function apk(files: Member[], signer: Signer, info = ''): Buffer {
  const { control, data } = apkParts(files, info);
  return Buffer.concat([signed(control, signer), data]);
}

function apkParts(files: Member[], info: string): { control: Buffer; data: Buffer } {
  const data = gzipSync(tar(files));
  return { control: gzipSync(member({ name: '.PKGINFO', content: `${info}datahash = ${sha256(data)}\n` })), data };
}

/** Before what is signed comes an archive with the signature, without an end. */
function signed(bytes: Buffer, signer: Signer): Buffer {
  const content = sign('RSA-SHA1', bytes, signer.privateKey);
  return Buffer.concat([gzipSync(member({ name: `.SIGN.RSA.${signer.name}`, content })), bytes]);
}

/** Writes a repository with one package, for x86-64, into a folder; `apk` knows it by its control part's digest. */
export function publishRepository(folder: string, name: string, files: Member[], signer: Signer): void {
  const about = `pkgname = ${name}\npkgver = 1-r0\narch = x86_64\nsize = 1\n`;
  const { control, data } = apkParts(files, about);
  const bytes = Buffer.concat([signed(control, signer), data]);
  const digest = createHash('sha1').update(control).digest('base64');
  const index = `C:Q1${digest}\nP:${name}\nV:1-r0\nA:x86_64\nS:${bytes.length}\nI:1\nT:a package\n\n`;
  const archive = gzipSync(
    tar([
      { name: 'DESCRIPTION', content: name },
      { name: 'APKINDEX', content: index },
    ]),
  );
  put(join(folder, `x86_64/${name}-1-r0.apk`), bytes);
  put(join(folder, 'x86_64/APKINDEX.tar.gz'), signed(archive, signer));
}

/** Writes a release into a folder that is laid out as a mirror. */
export function publishRelease(mirror: string, version: string, members: Member[]): string {
  const bytes = gzipSync(tar(members));
  const series = version.split('.').slice(0, 2).join('.');
  const path = join(mirror, `v${series}/releases/x86_64/alpine-minirootfs-${version}-x86_64.tar.gz`);
  put(path, bytes);
  put(`${path}.sha512`, `${sha512(bytes)}  ${path.split('/').at(-1)}\n`);
  return path;
}

export function put(path: string, bytes: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** What a release needs to pass for one. */
export const alpineFiles = (version: string): Member[] => [
  { name: './etc/alpine-release', content: `${version}\n` },
  { name: './bin/busybox', mode: 0o755, content: 'not a real one' },
  { name: './bin/sh', type: '2', target: '/bin/busybox' },
];
