/** The static busybox of this machine's apt as an archive of a store, with what its licences ask for. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { busyboxPackage, unpackBusybox } from '../../apt/busybox-package.ts';
import { machinePackage } from '../../apt/machine-package.ts';
import { parseStanzas, type Stanza } from '../../apt/stanza.ts';
import type { Context } from '../../cache/context.ts';
import { readElf } from '../../elf/elf.ts';
import { digestOf } from '../../fs/digest.ts';
import { tool } from '../../host/run-tool.ts';
import { withTemporaryFolder } from '../../host/with-temporary-folder.ts';
import { UmlRunError } from '../../model/errors.ts';
import { packFiles } from './store-archive.ts';
import { assetName, type StoredBusybox } from './store-index.ts';

export interface PackedBusybox {
  archive: Buffer;
  entry: Omit<StoredBusybox, 'date'>;
}

/**
 * The same package gives the same bytes.
 * @throws UmlRunError `archive-unavailable` or `tool-missing` when apt does not give it; `rootfs-failed` when it is not
 * what it should be; the signal's reason
 */
export function packBusybox(context: Context): Promise<PackedBusybox> {
  return withTemporaryFolder(async (scratch) => {
    const wanted = await machinePackage(busyboxPackage, context);
    const { version } = wanted;
    const { deb, files: folder, executable } = await unpackBusybox(wanted, scratch, context);
    const [fields = {}] = parseStanzas(await tool('dpkg-deb', ['--field', deb], context));
    if (readElf(executable)?.interpreter !== undefined) throw unexpected('its busybox is not static');
    const texts = [join(folder, 'usr/share/doc', busyboxPackage, 'copyright'), ...licences.map(commonLicence)];
    const [copyright, ...full] = await Promise.all(texts.map(readText));
    const files = new Map([
      ['busybox', await readFile(executable)],
      ['copyright', copyright ?? Buffer.alloc(0)],
      ...licences.map((name, index) => [name, full[index] ?? Buffer.alloc(0)] as const),
      ['SOURCE', Buffer.from(whereSourceIs(fields, await distribution()))],
    ]);
    const archive = await packFiles(files, 'busybox');
    // A package's whole version has characters that GitHub changes in the names of assets.
    const [, upstream = ''] = /^(?:\d+:)?([\d.]*\d)/.exec(version) ?? [];
    const sha256 = digestOf(archive);
    const asset = assetName(`busybox-${upstream}`, sha256);
    return { archive, entry: { version, asset, size: archive.length, sha256 } };
  });
}

/** Of busybox, and of the C library that it is linked with. */
const licences = ['GPL-2', 'LGPL-2.1'];

const commonLicence = (name: string) => join('/usr/share/common-licenses', name);

async function readText(path: string): Promise<Buffer> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes) return bytes;
  throw unexpected(`there is no ${path}`);
}

/** A package that is static names those whose code it has in it. */
function whereSourceIs(fields: Stanza, system: string): string {
  const { source, version = '', 'built-using': others = fields['static-built-using'] ?? '' } = fields;
  const [, name = 'busybox', own = version] = /^(\S+)(?: \((.+)\))?$/.exec(source ?? '') ?? [];
  const built = Array.from(others.matchAll(/(\S+) \(= ([^)]+)\)/g), ([, of = '', at = '']) => `${of}=${at}`);
  if (built.length === 0) throw unexpected('it does not say which C library is in it');
  const commands = [`${name}=${own}`, ...built].map((source) => `    apt-get source ${source}\n`);
  return `This busybox is the one in the package ${busyboxPackage} ${version} of ${system}, unchanged.
The source code of it, and of the C library in it, is what that distribution offers under these names:

${commands.join('')}
Whoever hands this archive on has to offer that source code too (GPL-2, section 3; LGPL-2.1, section 6).
`;
}

async function distribution(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text)?.[1] ?? 'Debian';
}

function unexpected(how: string): UmlRunError {
  return new UmlRunError('rootfs-failed', `the package ${busyboxPackage} cannot be published: ${how}`);
}
