import { oneLine } from '../report/plain-text.ts';
import type { PoolCounts } from './pool.ts';

/** What a server says of itself. */
export interface ServerStatus {
  pid: number;
  kernel: string;
  rootfs: string;
  /** The folder that its guests show; missing where they show none. */
  folder?: string;
  guests: PoolCounts;
  /** So many programs have run in them. */
  calls: number;
  /** Seconds. */
  age: number;
  /** Bytes that its guests hold. */
  memory: number;
  /** What went wrong last, for the user. */
  problem?: string;
}

/** A line for people, and one more where something went wrong. */
export function formatStatus({
  pid,
  kernel,
  rootfs,
  folder,
  guests,
  calls,
  age,
  memory,
  problem,
}: ServerStatus): string {
  const { waiting, booting, busy, queued } = guests;
  const line = [
    `process ${pid}: kernel ${oneLine(kernel)}, rootfs ${oneLine(rootfs)}, ${folder === undefined ? 'no folder' : `folder ${oneLine(folder)}`}`,
    `guests: ${waiting} waiting, ${booting} booting, ${busy} busy`,
    `calls: ${calls} so far${queued > 0 ? `, ${queued} waiting` : ''}`,
    `${inWords(age)} old, ${Math.round(memory / 2 ** 20)} MB`,
  ].join('; ');
  return problem === undefined ? `${line}\n` : `${line}\n  warning: ${oneLine(problem)}\n`;
}

function inWords(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
