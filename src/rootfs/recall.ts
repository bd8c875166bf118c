import { basename, dirname, join } from 'node:path';
import { type Context, notInCache, requireNetwork } from '../cache/context.ts';
import { listEntries } from '../cache/entries.ts';
import { entry } from '../cache/entry.ts';
import type { UmlRunError } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';
import { Unreachable } from '../model/unreachable.ts';
import { compareNatural } from '../text/natural-order.ts';

/** What the cache may have in the place of a rootfs that cannot be reached. */
export interface Recall {
  /** The spec, as the user wrote it. */
  text: string;
  /** What it is of, for people: `Alpine`. */
  what: string;
  /** @returns the version of an entry of the kind `rootfs`, by its key; undefined for one of something else */
  versionOf(key: string): string | undefined;
  /** Whether a server would say which version the spec means, so that people like to know. */
  isOpen: boolean;
  /** Whether the spec may mean that version. */
  isMeant(version: string): boolean;
}

/**
 * A rootfs, or the newest in the cache that its spec may mean, where an archive or a mirror is out of reach.
 * @throws Unreachable when there is none; offline, it lists what there is
 */
export async function orRecall(find: () => Promise<Rootfs>, recall: Recall, context: Context): Promise<Rootfs> {
  const { cache, log, offline } = context;
  try {
    const rootfs = await find();
    const version = recall.versionOf(basename(dirname(rootfs.path)));
    if (offline && recall.isOpen)
      log.info(`rootfs "${recall.text}" is ${recall.what} ${version}, from the cache (--offline)`);
    return rootfs;
  } catch (cause) {
    if (!(cause instanceof Unreachable)) throw cause;
    const entries = await listEntries(cache, 'rootfs');
    const there = entries
      .map(({ key }) => ({ key, version: recall.versionOf(key) ?? '' }))
      .filter(({ version }) => version !== '')
      .sort((left, right) => compareNatural(right.version, left.version));
    const newest = there.find(({ version }) => recall.isMeant(version));
    if (!newest) throw offline ? nothingInCache(recall, there) : cause;
    const found = `${recall.what} ${newest.version}, the newest in the cache`;
    if (offline) log.info(`rootfs "${recall.text}" is ${found} (--offline)`);
    else log.warning(`${cause.message}; using ${found}`);
    const make = async () => requireNetwork({ offline: true }, `${recall.what} ${newest.version}, undamaged,`);
    const { folder } = await entry(context, 'rootfs', newest.key, make);
    return { spec: recall.text, path: join(folder, 'tree') };
  }
}

function nothingInCache({ text, what }: Recall, there: { version: string }[]): UmlRunError {
  const versions = there.map(({ version }) => `${what} ${version}`);
  return notInCache(`rootfs "${text}"`, versions, what);
}
