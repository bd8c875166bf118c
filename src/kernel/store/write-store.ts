/** A folder of archives becomes a store: their index, signed. */
import type { KeyObject } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder } from '../../fs/make-folder.ts';
import { messageOf, UmlRunError } from '../../model/errors.ts';
import type { Log } from '../../model/log.ts';
import type { PackedBusybox } from './pack-busybox.ts';
import type { PackedKernel } from './pack-kernel.ts';
import { parseIndex, type StoredAsset, type StoredKernel, type StoreIndex } from './store-index.ts';
import { isSigned, publicKeyOf, signatureOf } from './store-keys.ts';
import { indexName, signatureName } from './trusted-index.ts';

/** How long an index counts, in days: two of the workflow's rounds may fail. */
const days = 30;

/** What is new in a store. */
export interface PackedStore {
  kernels: readonly PackedKernel[];
  busybox?: PackedBusybox | undefined;
}

/**
 * Makes the folder of a store where there is none, and finds out whether it can be written to, before hours of builds.
 * @throws UmlRunError as `writeStore`
 */
export async function prepareStore(folder: string, key: KeyObject): Promise<void> {
  try {
    makeFolder(resolve(folder));
    await writeWhole(join(folder, '.writable'), Buffer.alloc(0));
    await rm(join(folder, '.writable'));
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  await readOwnIndex(folder, key);
}

/**
 * Writes archives into the folder of a store, and an index of them and of those that are there already.
 * @returns the new index
 * @throws UmlRunError `output-unwritable`; `download-untrusted` when the folder's index is of another key
 */
export async function writeStore(
  folder: string,
  { kernels: packed, busybox }: PackedStore,
  key: KeyObject,
  log: Pick<Log, 'warning'>,
): Promise<StoreIndex> {
  try {
    makeFolder(resolve(folder));
    const before = await readOwnIndex(folder, key);
    const now = new Date();
    const added = packed.map(({ entry }) => {
      const old = before?.kernels.find((kernel) => identityOf(kernel) === identityOf(entry));
      tellIfOther(entry, old, log);
      return dated(entry, old, now);
    });
    const kept = before ? await thoseThere(folder, before.kernels) : [];
    const [keptBusybox] = before?.busybox ? await thoseThere(folder, [before.busybox]) : [];
    const ownBusybox = busybox ? dated(busybox.entry, before?.busybox, now) : keptBusybox;
    for (const { entry, archive } of [...packed, ...(busybox ? [busybox] : [])])
      await writeWhole(join(folder, entry.asset), archive);
    const index: StoreIndex = {
      format: 1,
      serial: Math.max((before?.serial ?? 0) + 1, Math.floor(now.getTime() / 1000)),
      issued: now.toISOString(),
      expires: new Date(now.getTime() + days * 24 * 3_600_000).toISOString(),
      kernels: [...new Map([...kept, ...added].map((kernel) => [identityOf(kernel), kernel])).values()].sort(byAsset),
      ...(ownBusybox && { busybox: ownBusybox }),
    };
    const bytes = Buffer.from(`${JSON.stringify(index, undefined, 2)}\n`);
    // What nobody would take is not published.
    parseIndex(bytes, join(folder, indexName));
    await writeWhole(join(folder, signatureName), signatureOf(bytes, key));
    await writeWhole(join(folder, indexName), bytes);
    return index;
  } catch (cause) {
    if (cause instanceof UmlRunError) throw cause;
    throw unwritable(folder, cause);
  }
}

function unwritable(folder: string, cause: unknown): UmlRunError {
  return new UmlRunError('output-unwritable', `cannot write the store "${folder}": ${messageOf(cause)}`, { cause });
}

async function readOwnIndex(folder: string, key: KeyObject): Promise<StoreIndex | undefined> {
  const name = join(folder, indexName);
  const bytes = await readFile(name).catch(() => undefined);
  if (!bytes) return undefined;
  const signature = await readFile(join(folder, signatureName)).catch(() => Buffer.alloc(0));
  if (isSigned(bytes, signature, publicKeyOf(key))) return parseIndex(bytes, name);
  throw new UmlRunError(
    'download-untrusted',
    `"${name}" was not signed with this key: publish to another folder, or remove the file`,
  );
}

/** What has the bytes of one that was there before is that one. */
function dated<Entry extends Omit<StoredAsset, 'date'>>(
  entry: Entry,
  old: StoredAsset | undefined,
  now: Date,
): Entry & { date: string } {
  return { ...entry, date: old?.sha256 === entry.sha256 ? old.date : now.toISOString() };
}

/** The same input has to give the same bytes. */
function tellIfOther(entry: PackedKernel['entry'], old: StoredKernel | undefined, log: Pick<Log, 'warning'>): void {
  if (!old || old.sha256 === entry.sha256) return;
  const input = ({ source, config, compiler, libc }: PackedKernel['entry']) =>
    [source, config, compiler, libc].join('\n');
  if (input(old) === input(entry))
    log.warning(
      `Linux ${identityOf(entry)} has other bytes than before, although sources, configuration and tools are the same`,
    );
}

async function thoseThere<Entry extends StoredAsset>(folder: string, assets: Entry[]): Promise<Entry[]> {
  const sizes = await Promise.all(assets.map(({ asset }) => stat(join(folder, asset)).catch(() => undefined)));
  return assets.filter(({ size }, index) => sizes[index]?.size === size);
}

const identityOf = ({ release, flavour }: PackedKernel['entry']) => `${release} (${flavour})`;

const byAsset = (left: StoredKernel, right: StoredKernel) => (left.asset < right.asset ? -1 : 1);

/** Nobody sees a half of it. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  await writeFile(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
}
