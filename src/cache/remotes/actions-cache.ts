import { createHash } from 'node:crypto';
import { copyFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFeatureAvailable, restoreCache, saveCache } from '@actions/cache';
import { makeFolder } from '../../fs/make-folder.ts';
import { messageOf } from '../../model/errors.ts';
import type { Log } from '../../model/log.ts';
import { captureLog, type Remark } from './capture-log.ts';
import { Patience } from './patience.ts';
import type { Remote } from './remote.ts';

/**
 * The cache service of GitHub Actions. Only in the Action: the toolkit's client weighs 3 MB.
 * @param limitSeconds how long it may keep requests waiting, all of a run together: by itself, the toolkit waits for a
 *   quarter of an hour
 */
export function actionsCache(log: Log, limitSeconds = 10): Remote {
  const patience = new Patience(limitSeconds, slow);
  return {
    name: 'the Actions cache',

    async restore(key, file) {
      return withFixedPath(key, async (path) => {
        const { result, remarks } = await heard(patience, () => restoreCache([path], key));
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
        const { result, remarks } = await heard(patience, () => saveCache([path], key));
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
  const failure = lastFailure(remarks);
  if (failure !== undefined) throw new Error(failure);
}

function lastFailure(remarks: Remark[]): string | undefined {
  return remarks.findLast(({ level, text }) => level !== 'info' || /^Attempt \d+ of \d+ failed/.test(text))?.text;
}

/** Bytes a second. One that is slower costs a run more than it saves. */
const slow = 4 << 20;

/**
 * @returns what the toolkit says, too
 * @throws Error when there is no patience left, with the last failure that the toolkit spoke of
 */
async function heard<T>(patience: Patience, work: () => Promise<T>): Promise<{ result: T; remarks: Remark[] }> {
  const remarks: Remark[] = [];
  try {
    const result = await patience.during((transferred) => {
      let before = 0;
      return captureLog(work, (remark) => {
        remarks.push(remark);
        const bytes = Math.max(before, bytesIn(remark));
        if (bytes > before) transferred(bytes - before);
        before = bytes;
      });
    });
    return { result, remarks };
  } catch (cause) {
    const failure = lastFailure(remarks);
    throw failure === undefined ? cause : new Error(`${failure}; ${messageOf(cause)}`, { cause });
  }
}

/** What was transferred so far: the toolkit says it each second, or, where it knows no better, at the end. */
function bytesIn({ text }: Remark): number {
  const [, soFar, inAll] = /^(?:Received|Sent) (\d+) of|^Cache Size: .*\((\d+) B\)/.exec(text) ?? [];
  return Number(soFar ?? inAll ?? 0);
}
