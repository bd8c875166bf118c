import { createHash } from 'node:crypto';
import { copyFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFeatureAvailable, restoreCache, saveCache } from '@actions/cache';
import { makeFolder } from '../../fs/make-folder.ts';
import type { Log } from '../../model/log.ts';
import { abortable } from '../abortable.ts';
import { captureLog, type Remark } from './capture-log.ts';
import type { Remote } from './remote.ts';

/**
 * The cache service of GitHub Actions. Only in the Action: the toolkit's client weighs 3 MB.
 * @param limitSeconds how long one request may take; a service that does not answer would hold a job for a quarter of
 * an hour
 */
export function actionsCache(log: Log, limitSeconds = 300): Remote {
  const logged = <T>(work: () => Promise<T>) => withinSeconds(limitSeconds, captureLog(work));
  return {
    name: 'the Actions cache',

    async restore(key, file) {
      return withFixedPath(key, async (path) => {
        const { result, remarks } = await logged(() => restoreCache([path], key));
        failOn(remarks);
        // The service also answers with an entry whose key only begins like this one.
        if (result !== key) return false;
        await rename(path, file).catch(() => copyFile(path, file));
        return true;
      });
    },

    async save(key, file) {
      await withFixedPath(key, async (path) => {
        await copyFile(file, path);
        const { result, remarks } = await logged(() => saveCache([path], key));
        if (result !== -1) return;
        if (!remarks.some(({ text }) => isReadOnly(text))) return failOn(remarks);
        log.info(`the Actions cache is read-only for this run: ${key} was not saved`);
      });
    },
  };
}

/** Whether this process runs in a job that has the service. */
export const hasActionsCache = (): boolean => isFeatureAvailable();

/** The service finds a file only by the very path it was saved from, so the path is made from the key alone. */
async function withFixedPath<T>(key: string, work: (path: string) => Promise<T>): Promise<T> {
  const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
  const folder = join(process.env.RUNNER_TEMP || tmpdir(), 'uml-run-cache', name);
  makeFolder(folder);
  try {
    return await work(join(folder, 'entry'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A run for a fork's pull request may read the cache but not write to it. */
const isReadOnly = (text: string) => /cache write denied|does not permit writes|read-only/i.test(text);

/**
 * The toolkit throws almost nothing: it says it in the log. That another job saved the same key first is not a failure.
 */
function failOn(remarks: Remark[]): void {
  const failures = remarks.filter(({ level, text }) => level !== 'info' || /^Attempt \d+ of \d+ failed/.test(text));
  const last = failures.at(-1);
  if (last) throw new Error(last.text);
}

async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T> {
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    return await abortable(work, limit);
  } catch (cause) {
    if (cause !== limit.reason) throw cause;
    throw new Error(`no answer within ${seconds} seconds`, { cause });
  }
}
