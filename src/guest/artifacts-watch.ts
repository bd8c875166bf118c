import { readdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { errnoOf } from '../model/errors.ts';
import { type Artifacts, maxEntries, maxFiles } from './artifacts.ts';
import { tooMany, walkFolder } from './walk-folder.ts';

/** Milliseconds between two looks; more where they would take over a fifth of the time. */
const minPause = 500;

/**
 * Looks again and again at how much the tests of a guest have left behind.
 * @param limit bytes of each test
 * @param supervisor its process
 * @param onTooMuch called at most once
 * @returns what ends it
 */
export function watchArtifacts(
  artifacts: Artifacts,
  limit: number,
  supervisor: number | undefined,
  onTooMuch: () => void,
): () => void {
  let timer = setTimeout(look, minPause);
  return () => clearTimeout(timer);

  function look(): void {
    const before = performance.now();
    if (artifactsSize(artifacts, supervisor) > limit * artifacts.count) onTooMuch();
    else timer = setTimeout(look, Math.max(minPause, 4 * (performance.now() - before)));
  }
}

/**
 * @param supervisor the process whose children are the guest's, if it runs
 * @returns bytes that its tests' artifacts take on this machine's disk, with a name or without; infinite when there are
 * too many files to count
 */
export function artifactsSize({ folder, count }: Artifacts, supervisor: number | undefined): number {
  const sizes = new Map<string, number>();
  let isTooMuch = false;
  const add = ({ dev, ino, blocks }: Stats) => sizes.set(`${dev}-${ino}`, 512 * blocks);
  // While a guest writes there: what has gone meanwhile is not an error.
  const miss = (why: unknown) => {
    if (why === tooMany || ['EMFILE', 'ENFILE'].includes(errnoOf(why) ?? '')) isTooMuch = true;
  };
  for (const { stats } of walkFolder(folder, maxEntries + count * maxFiles, miss)) {
    if (isTooMuch) return Number.POSITIVE_INFINITY;
    add(stats);
  }
  if (supervisor !== undefined) for (const stats of unlinkedFiles(supervisor, folder)) add(stats);
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** Files without a name in a folder, which the processes below one hold open; one of them perhaps several times. */
function* unlinkedFiles(process: number, folder: string): Generator<Stats> {
  for (const pid of processesBelow(process))
    for (const descriptor of list(`/proc/${pid}/fd`)) {
      const path = `/proc/${pid}/fd/${descriptor}`;
      if (!mayBeIn(path, folder)) continue;
      const stats = attempt(() => statSync(path));
      if (stats?.isFile() && stats.nlink === 0) yield stats;
    }
}

/** A path that is too long to be read is one that a guest has made. */
function mayBeIn(descriptor: string, folder: string): boolean {
  try {
    return readlinkSync(descriptor).startsWith(`${folder}/`);
  } catch (error) {
    return errnoOf(error) === 'ENAMETOOLONG';
  }
}

function* processesBelow(process: number): Generator<number> {
  const waiting = [process];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop())
    for (const thread of list(`/proc/${pid}/task`)) {
      const children = attempt(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')) ?? '';
      const pids = children.split(' ').filter(Boolean).map(Number);
      waiting.push(...pids);
      yield* pids;
    }
}

function list(folder: string): string[] {
  return attempt(() => readdirSync(folder)) ?? [];
}

/** A process may end at any moment. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
