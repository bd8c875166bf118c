import { readdirSync, readFileSync } from 'node:fs';

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

/** @param stat text of /proc/<pid>/stat: the process's id, its name in brackets, its state, parent, group, session */
function sessionOf(stat: string): number {
  const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(session);
}
