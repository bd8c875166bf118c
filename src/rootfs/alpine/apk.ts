import { verify } from 'node:crypto';
import { createInflateRaw } from 'node:zlib';
import { digestOf } from '../../fs/digest.ts';
import { messageOf, UmlRunError } from '../../model/errors.ts';
import { readTar } from '../tar/read-tar.ts';
import type { TreeEntries } from '../tree/tree-entry.ts';

/** What a member of a package may be when it is unpacked. */
const maxBytes = 512 << 20;

/**
 * An apk package (version 2): three gzip members, of which the first signs the second, which has the third's digest.
 */
export interface Apk {
  /** Its `.PKGINFO`. */
  info: string;
  files(): TreeEntries;
}

/**
 * Checks a package as `apk` itself does: by a key that the root file system has.
 * @param bytes the whole file
 * @param keyNamed the key's text by its file name, `…@lists.alpinelinux.org-6165ee59.rsa.pub`
 * @throws UmlRunError `download-failed` when it is damaged, `download-untrusted` when it is not signed by such a key
 */
export async function openApk(
  bytes: Buffer,
  keyNamed: (name: string) => Buffer | undefined,
  what: string,
): Promise<Apk> {
  const [signature, control, data] = await membersOf(bytes, what);
  if (!signature || !control || !data) throw untrusted(what, 'is not a signed apk package');
  const [name, signed] = (await membersNamed(signature.content, what, (name) => name.startsWith('.SIGN.')))[0] ?? [];
  const [, algorithm, keyName] = /^\.SIGN\.(RSA|RSA256)\.([^/]+)$/.exec(name ?? '') ?? [];
  if (!algorithm || !keyName || !signed) throw untrusted(what, 'is not signed');
  const key = keyNamed(keyName);
  if (!key)
    throw untrusted(
      what,
      `is signed with the key ${keyName}, which the root file system does not have in /etc/apk/keys`,
    );
  if (!verify(algorithm === 'RSA' ? 'RSA-SHA1' : 'RSA-SHA256', control.packed, key, signed))
    throw untrusted(what, `does not match its signature by the key ${keyName}`);
  const [, info] = (await membersNamed(control.content, what, (name) => name === '.PKGINFO'))[0] ?? [];
  const text = info?.toString('utf8') ?? '';
  const digest = /^datahash = ([0-9a-f]{64})$/m.exec(text)?.[1];
  if (digestOf(data.packed) !== digest) throw untrusted(what, 'has other files in it than those that were signed');
  return { info: text, files: () => readTar(once(data.content), what) };
}

interface Member {
  packed: Buffer;
  content: Buffer;
}

async function membersOf(bytes: Buffer, what: string): Promise<Member[]> {
  const members: Member[] = [];
  try {
    for (let at = 0; at < bytes.length; ) {
      const start = at + headerLength(bytes.subarray(at));
      const { content, packedLength } = await inflate(bytes.subarray(start));
      // A checksum and a length follow, which the signature makes needless.
      const end = start + packedLength + 8;
      members.push({ packed: bytes.subarray(at, end), content });
      at = end;
    }
  } catch (cause) {
    throw new UmlRunError('download-failed', `${what} is damaged: ${messageOf(cause)}`, { cause });
  }
  return members;
}

/** @param bytes deflated data, and perhaps something else behind it */
async function inflate(bytes: Buffer): Promise<{ content: Buffer; packedLength: number }> {
  const engine = createInflateRaw();
  engine.end(bytes);
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of engine as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > maxBytes) throw new Error(`it has more than ${maxBytes >> 20} MB in it`);
    pieces.push(piece);
  }
  return { content: Buffer.concat(pieces), packedLength: engine.bytesWritten };
}

/** RFC 1952 */
function headerLength(bytes: Buffer): number {
  if (bytes.length < 18 || bytes.readUInt16BE(0) !== 0x1f8b) throw new Error('a gzip member is missing');
  const flags = bytes.readUInt8(3);
  let at = 10;
  if (flags & 4) at += 2 + bytes.readUInt16LE(at);
  for (const flag of [8, 16]) if (flags & flag) at = bytes.indexOf(0, at) + 1;
  return at + (flags & 2 ? 2 : 0);
}

async function membersNamed(tar: Buffer, what: string, isWanted: (name: string) => boolean) {
  const found: [string, Buffer][] = [];
  // These members go without the two empty blocks at a tar archive's end.
  for await (const { name, content } of readTar(once(tar, Buffer.alloc(1024)), what)) {
    if (name === undefined || !isWanted(name)) continue;
    const pieces = [];
    for await (const piece of content()) pieces.push(piece);
    found.push([name, Buffer.concat(pieces)]);
  }
  return found;
}

async function* once(...pieces: Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

function untrusted(what: string, how: string): UmlRunError {
  return new UmlRunError('download-untrusted', `${what} ${how}`);
}
