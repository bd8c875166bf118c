/** Stores of sham kernels: programs that answer as kernels do, and leave a file where they are started. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { blockSize, formatHeader } from '../../src/fs/tar-header.ts';
import type { PackedBusybox } from '../../src/kernel/store/pack-busybox.ts';
import { packFiles } from '../../src/kernel/store/store-archive.ts';
import type { StoredKernel, StoreIndex } from '../../src/kernel/store/store-index.ts';
import { publicKeyOf, signatureOf } from '../../src/kernel/store/store-keys.ts';
import { compile } from './compile.ts';

export const pair = generateKeyPairSync('ed25519');
export const key = publicKeyOf(pair.privateKey);

export const shamConfig = 'CONFIG_UML=y\nCONFIG_64BIT=y\n';

/** C of a kernel that says that it is `version`, and leaves the file `trace` when it is started. */
export function shamSource(version: string, trace: string): string {
  return `
    #include <stdio.h>
    #include <string.h>
    static const char config[] = ${JSON.stringify(shamConfig)};
    int main(int count, char **words) {
      FILE *trace = fopen(${JSON.stringify(trace)}, "w");
      if (trace) fclose(trace);
      if (count == 2) printf("%s", strcmp(words[1], "--showconfig") ? "${version}\\n" : config);
      return 0;
    }`;
}

/** The files of an archive with such a kernel. */
export function shamFiles(folder: string, version: string, trace: string): Map<string, Buffer> {
  const record = { version, source: `built from linux-${version}.tar.xz (base; gcc)`, origin: { compiler: 'gcc' } };
  return new Map([
    ['config', Buffer.from(shamConfig)],
    ['kernel.json', Buffer.from(JSON.stringify(record))],
    ['linux.uml', readFileSync(compile(join(folder, `sham-${version}`), shamSource(version, trace)))],
  ]);
}

export const digestOf = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

export function entryFor(release: string, archive: Buffer, more: Partial<StoredKernel> = {}): StoredKernel {
  const flavour = more.flavour ?? 'base';
  return {
    release,
    series: release.split('.').slice(0, 2).join('.'),
    flavour,
    asset: `linux-${release}-${flavour}-x86_64.tar.gz`,
    size: archive.length,
    sha256: digestOf(archive),
    config: digestOf(shamConfig),
    compiler: 'gcc 12',
    libc: 'ldd 2.36',
    source: '0'.repeat(64),
    date: '2026-11-26T00:00:00.000Z',
    features: ['network', 'time-travel'],
    ...more,
  };
}

/** A busybox of that version, of any bytes. */
export async function packedBusybox(version: string, bytes = Buffer.from(version)): Promise<PackedBusybox> {
  const archive = await packFiles(new Map([['busybox', bytes]]), 'busybox');
  const asset = `busybox-${version.replace(/^\d+:/, '')}-x86_64.tar.gz`;
  return { archive, entry: { version, asset, size: archive.length, sha256: digestOf(archive) } };
}

/** An index that counts for a day from now on. */
export function indexOf(kernels: StoredKernel[], more: Partial<StoreIndex> = {}): StoreIndex {
  const now = Date.now();
  const expires = new Date(now + 24 * 3_600_000).toISOString();
  return { format: 1, serial: 5, issued: new Date(now).toISOString(), expires, kernels, ...more };
}

/** The files of a store, by name. */
export type StoreContent = Record<string, Buffer>;

export function signed(index: object | Buffer, privateKey = pair.privateKey): StoreContent {
  const bytes = Buffer.isBuffer(index) ? index : Buffer.from(JSON.stringify(index));
  return { 'index.json': bytes, 'index.json.sig': signatureOf(bytes, privateKey) };
}

/** A store of these kernels; each has the flavour `base`. */
export async function storeOf(kernels: Record<string, Map<string, Buffer>>): Promise<StoreContent> {
  const archives = await Promise.all(
    Object.entries(kernels).map(async ([release, files]) => [release, await packFiles(files)] as const),
  );
  const entries = archives.map(([release, archive]) => entryFor(release, archive));
  const assets = archives.map(([release, archive]) => [entryFor(release, archive).asset, archive]);
  return { ...signed(indexOf(entries)), ...Object.fromEntries(assets) };
}

export function writeStoreFolder(folder: string, content: StoreContent): void {
  for (const [name, bytes] of Object.entries(content)) writeFileSync(join(folder, name), bytes);
}

interface AnyMember {
  path: string;
  content?: Buffer;
  /** As tar has it: `2` is a symbolic link. */
  type?: string;
  target?: string;
}

/** A gzipped tar of whatever one likes. */
export function tarOf(members: AnyMember[]): Buffer {
  const pieces = members.flatMap(({ path, content = Buffer.alloc(0), type = '0', target = '' }) => {
    const header = formatHeader(path, 0o644, content.length)!;
    header.write(type, 156);
    header.write(target, 157);
    header.write(' '.repeat(8), 148);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((blockSize - (content.length % blockSize)) % blockSize)];
  });
  return gzipSync(Buffer.concat([...pieces, Buffer.alloc(2 * blockSize)]));
}
