import { readdirSync, readFileSync } from 'node:fs';
import { readTextSync } from './read-text.ts';

/**
 * Sends SIGKILL to every process of a session (setsid(2)) that this process can see.
 * @param leader its id, of a process that may have ended: no other gets that id while one of the session is left
 */
export function killSession(leader: number): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (sessionOf(readFileSync(`/proc/${pid}/stat`, 'latin1')) === leader) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/**
 * Whether this process may read from its terminal and set its mode: the kernel stops it where it does so in the
 * background. True without a terminal.
 */
export function isInForeground(stat = readFileSync('/proc/self/stat', 'latin1')): boolean {
  const [, , group, , terminal, foreground] = fieldsOf(stat);
  return terminal === '0' || group === foreground;
}

/** A process, which no other that gets its id later is taken for. */
export interface SessionLeader {
  pid: number;
  startedAt: string;
}

/**
 * Who leads the session that this process was started from: the first on the way up that is not led by the process of it
 * that was asked. A test runner may give each program a session of its own.
 * @param read the text of /proc/<pid>/stat; undefined where there is no such process
 * @returns undefined where that one is gone already, or is the machine's or container's first process
 */
export function leaderOfStarter(
  pid = process.pid,
  read: (pid: number) => string | undefined = statOf,
): SessionLeader | undefined {
  const stat = read(pid);
  if (stat === undefined || pid <= 1) return undefined;
  const leader = sessionOf(stat);
  if (leader === pid) return leaderOfStarter(Number(fieldsOf(stat)[1]), read);
  const led = leader > 1 ? read(leader) : undefined;
  return led === undefined ? undefined : { pid: leader, startedAt: startOf(led) };
}

/** Whether it has not ended. */
export function isAlive({ pid, startedAt }: SessionLeader): boolean {
  const stat = statOf(pid);
  return stat !== undefined && startOf(stat) === startedAt && fieldsOf(stat)[0] !== 'Z';
}

function statOf(pid: number): string | undefined {
  return readTextSync(`/proc/${pid}/stat`);
}

function startOf(stat: string): string {
  return fieldsOf(stat)[19] ?? '';
}

function sessionOf(stat: string): number {
  return Number(fieldsOf(stat)[3]);
}

/**
 * @param stat text of /proc/<pid>/stat: the process's id and its name in brackets
 * @returns what follows: its state, parent, group, session, terminal (0: none), the group in that one's foreground, …
 */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
