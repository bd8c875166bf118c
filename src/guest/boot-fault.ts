import { existsSync } from 'node:fs';
import type { LogFindings } from '../console/kernel-log.ts';
import { checkExecution } from '../host/check-memory-folder.ts';
import { checkPtrace } from '../host/check-ptrace.ts';
import type { GuestEnd } from './guest-process.ts';

/** What of this machine keeps guests from booting, in `doctor`'s words. */
export interface BootFault {
  what: string;
  /** What to do, where no guest can boot before that is done. */
  fix?: string;
}

/**
 * Asks why a guest has not booted that ended by itself.
 * @param boot what was said on its console: there was no test yet that could have said it
 * @param folders where its memory was, and what it was shown, of the run's temporary folder
 * @returns undefined where nothing speaks against this machine, so that the kernel may be at fault
 */
export async function bootFault(
  end: GuestEnd,
  { log, hostFault }: Pick<LogFindings, 'log' | 'hostFault'>,
  folders: { memory: string; share: string },
): Promise<BootFault | undefined> {
  if (end.by !== 'itself') return undefined;
  if (hostFault !== undefined) return { what: hostFault };
  if (end.code === notStarted) return ofSupervisor(log);
  if (log.some((line) => line.startsWith('write: File too large')))
    return { what: "guest memory: no file may be as long as a guest's memory", fix: 'raise the limit (ulimit -f)' };
  if (!existsSync(folders.share))
    return {
      what: `somebody has removed the run's temporary files, "${folders.share}" among them`,
      fix: 'run it again; if that empties itself, name another folder with TMPDIR',
    };
  const wasRefused = log.some((line) => /\bptrace: Operation not permitted|^check_ptrace : expected/.test(line));
  for (const { name, ok, found, fix } of [await checkPtrace(wasRefused), await checkExecution(folders.memory)])
    if (!ok) return { what: `${name}: ${found}`, fix: fix ?? doctor };
  return undefined;
}

const doctor = 'run "uml-run doctor"';

/** The code of a supervisor that could not start a kernel, and says why. */
const notStarted = 126;

function ofSupervisor(log: readonly string[]): BootFault | undefined {
  const [, what] = log.map((line) => /^uml-run supervisor: (cannot .*)$/.exec(line)).find((match) => match) ?? [];
  if (what === undefined) return undefined;
  const isForbidden = what.startsWith('cannot start') && what.endsWith('(EACCES)');
  const remount = 'nothing may be executed there: mount it with exec, or name another folder with --cache';
  return { what: `the supervisor ${what}`, fix: isForbidden ? remount : doctor };
}
