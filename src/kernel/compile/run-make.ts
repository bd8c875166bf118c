/** One call of the kernel's make: the same inputs give the same bytes, on whatever machine, in whatever folder. */
import { availableParallelism } from 'node:os';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { UmlRunError } from '../../model/errors.ts';
import type { Job } from './job.ts';
import { MakeOutput, summarize } from './make-output.ts';
import { workarounds } from './workarounds.ts';

/** Time between asking make to end and making it. */
const graceMilliseconds = 2000;

/**
 * @param onStep called for each step that make announces, e.g. `CC`
 * @throws UmlRunError `kernel-build-failed` or `disk-full`, with the lines of the output that matter; the signal's
 * reason when aborted
 */
export async function runMake(job: Job, targets: string[], onStep?: (step: string) => void): Promise<void> {
  const { signal } = job;
  signal?.throwIfAborted();
  const make = execa('make', [...variables(job), `-j${job.jobs ?? availableParallelism()}`, ...targets], {
    env: environment(),
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    all: true,
    buffer: false,
    // A process group of its own, so that its end is the compilers' end too.
    detached: true,
    reject: false,
  });
  let grace: NodeJS.Timeout | undefined;
  const abort = (): void => {
    endGroup(make.pid, 'SIGTERM');
    grace = setTimeout(() => endGroup(make.pid, 'SIGKILL'), graceMilliseconds);
  };
  const exit = (): void => endGroup(make.pid, 'SIGKILL');
  signal?.addEventListener('abort', abort, { once: true });
  process.once('exit', exit);
  const output = new MakeOutput();
  try {
    // Ends when the last of the compilers has closed its end.
    for await (const line of createInterface({ input: make.all })) {
      output.add(line);
      const step = /^ {2}([A-Z]+) /.exec(line)?.[1];
      if (step !== undefined) onStep?.(step);
    }
    const { failed, exitCode } = await make;
    signal?.throwIfAborted();
    if (failed)
      throw new UmlRunError(
        output.isDiskFull ? 'disk-full' : 'kernel-build-failed',
        `make ${targets.filter((target) => !target.includes('=')).join(' ')} failed (${exitCode ?? 'ended by a signal'}):\n${summarize(output, job.folder)}`,
      );
  } finally {
    clearTimeout(grace);
    signal?.removeEventListener('abort', abort);
    process.removeListener('exit', exit);
  }
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}

function variables(job: Job): string[] {
  const { tree, folder, architecture, compiler, hidden = [] } = job;
  const command = compiler.command.join(' ');
  const { hostFlags } = workarounds(job);
  return [
    '-C',
    tree.path,
    `O=${folder}`,
    'ARCH=um',
    `SUBARCH=${architecture === 'i386' ? 'i386' : 'x86'}`,
    `CC=${command}`,
    `HOSTCC=${command}`,
    // Set but empty: nothing of git's state in the release, not even a "+".
    'LOCALVERSION=',
    ...hidden,
    ...(hostFlags.length > 0 ? [`HOSTCFLAGS=${hostFlags.join(' ')}`] : []),
  ];
}

/** Nothing of the user's environment that make, kbuild or gcc would heed, but for ccache's settings. */
function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => /^(HOME|TMPDIR|CCACHE_\w+)$/.test(name));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    PATH: [process.env.PATH ?? '/usr/bin:/bin', '/usr/sbin', '/sbin'].join(delimiter),
    LC_ALL: 'C',
    TZ: 'UTC',
    // A source tree stays as it was.
    PYTHONDONTWRITEBYTECODE: '1',
    KBUILD_BUILD_USER: 'uml-run',
    KBUILD_BUILD_HOST: 'uml-run',
    KBUILD_BUILD_TIMESTAMP: 'Thu Jan  1 00:00:00 UTC 1970',
    KBUILD_BUILD_VERSION: '1',
  };
}
