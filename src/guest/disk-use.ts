import { readdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from '../model/errors.ts';
import { tooMany, walkFolder } from './walk-folder.ts';

/** How much of the disk a folder may take that a guest can write to. */
export interface Allowance {
  /** Absolute path. */
  folder: string;
  bytes: number;
  /** Files and folders in it, at any depth. */
  entries: number;
  /** What is wrong when it takes more, for the user. */
  problem: string;
  /** The index of the one test that can have written there. */
  test?: number;
}

/** Milliseconds between two looks; more where they would take over a fifth of the time. */
const minPause = 500;

/** Looks again and again at how much a guest has written, from `begin` to `end`. A look takes about 150 system calls. */
export interface DiskWatch {
  /** Does nothing where it has begun, or has ended. */
  begin(): void;
  end(): void;
}

/**
 * @param allowances asked for at each look
 * @param supervisor the guest's process
 * @param onTooMuch called at most once, with what takes too much
 */
export function watchDiskUse(
  allowances: () => readonly Allowance[],
  supervisor: number | undefined,
  onTooMuch: (over: Allowance) => void,
): DiskWatch {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  return {
    begin() {
      if (!isOver) timer ??= setTimeout(look, minPause);
    },
    end() {
      isOver = true;
      clearTimeout(timer);
    },
  };

  function look(): void {
    const before = performance.now();
    const over = firstOver(allowances(), supervisor);
    if (over) onTooMuch(over);
    else timer = setTimeout(look, Math.max(minPause, 4 * (performance.now() - before)));
  }
}

function firstOver(allowances: readonly Allowance[], supervisor: number | undefined): Allowance | undefined {
  const unlinked = supervisor === undefined ? [] : [...unlinkedFiles(supervisor)];
  return allowances.find((allowance) => diskUse(allowance, unlinked) > allowance.bytes);
}

/** A file without a name that a process holds open. Without a folder, it lies deeper than a path can say. */
export interface UnlinkedFile {
  /** By which it can be opened, as long as a process holds it open. */
  path: string;
  folder?: string;
  stats: Stats;
}

/**
 * @param unlinked files that the guest's processes hold open
 * @returns bytes that a folder takes on this machine's disk, in files with a name or without; infinite when there are more
 * entries than allowed
 */
export function diskUse({ folder, entries }: Pick<Allowance, 'folder' | 'entries'>, unlinked: UnlinkedFile[]): number {
  const sizes = new Map<string, number>();
  let isTooMuch = false;
  const add = ({ dev, ino, blocks }: Stats) => sizes.set(`${dev}-${ino}`, 512 * blocks);
  // While a guest writes there: what has gone meanwhile is not an error.
  const miss = (why: unknown) => {
    if (why === tooMany || ['EMFILE', 'ENFILE'].includes(errnoOf(why) ?? '')) isTooMuch = true;
  };
  for (const { stats } of walkFolder(folder, entries, miss)) {
    if (isTooMuch) return Number.POSITIVE_INFINITY;
    add(stats);
  }
  for (const { folder: its = folder, stats } of unlinked) if (`${its}/`.startsWith(`${folder}/`)) add(stats);
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/**
 * Files without a name that the processes below one hold open, one of them perhaps several times.
 * @param process its id
 */
export function* unlinkedFiles(process: number): Generator<UnlinkedFile> {
  for (const pid of processesBelow(process))
    for (const descriptor of list(`/proc/${pid}/fd`)) {
      const path = `/proc/${pid}/fd/${descriptor}`;
      const stats = attempt(() => statSync(path));
      const place = stats?.isFile() && stats.nlink === 0 ? folderOf(path) : undefined;
      if (stats && place) yield { path, ...place, stats };
    }
}

/** Undefined where the process has ended meanwhile. */
function folderOf(descriptor: string): { folder?: string } | undefined {
  try {
    return { folder: dirname(readlinkSync(descriptor)) };
  } catch (error) {
    return errnoOf(error) === 'ENAMETOOLONG' ? {} : undefined;
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
