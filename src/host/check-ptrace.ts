import type { Check } from './check.ts';
import { hasCapability } from './process-rights.ts';
import { readText } from './read-text.ts';

/** What the system says about ptrace, as texts of /proc; undefined where there is no such file. */
export interface PtraceSettings {
  /** /proc/sys/kernel/yama/ptrace_scope */
  yamaScope: string | undefined;
  /** /proc/self/status */
  status: string | undefined;
}

/** A trace that was really tried: it worked, a step was refused, or there was nothing to try it with. */
export type PtraceTrial = { worked: true } | { worked: false; step: string } | { worked: 'unknown' };

/**
 * UML holds each guest process with ptrace: the child asks to be traced, and its system calls are emulated.
 * @param wasRefused a kernel has tried it, and says so; asked where nothing else can be tried
 */
export async function checkPtrace(wasRefused = false): Promise<Check> {
  const settings = {
    yamaScope: await readText('/proc/sys/kernel/yama/ptrace_scope'),
    status: await readText('/proc/self/status'),
  };
  const trial = await attempt();
  return judgePtrace(settings, trial.worked === 'unknown' && wasRefused ? refusedToKernel : trial);
}

const refusedToKernel: PtraceTrial = { worked: false, step: "a guest's kernel may not trace its processes" };

/** The attempt decides; the settings explain it, or decide where nothing could be tried. */
export function judgePtrace(settings: PtraceSettings, attempt: PtraceTrial): Check {
  const name = 'ptrace';
  const described = describe(settings);
  if (attempt.worked === true) return { name, ok: true, found: `allowed: tried it (${described})` };
  const fix = fixFor(settings);
  if (attempt.worked === false) return { name, ok: false, found: `refused: ${attempt.step} (${described})`, fix };
  if (isForbidden(settings)) return { name, ok: false, found: `forbidden by a setting, not tried (${described})`, fix };
  return { name, ok: true, found: `nothing forbids it, not tried as there is no perl (${described})` };
}

function describe({ yamaScope, status }: PtraceSettings): string {
  const yama = yamaScope === undefined ? 'no Yama' : `Yama scope ${yamaScope.trim()}`;
  return `${yama}, ${hasSeccompFilter(status) ? 'under a seccomp filter' : 'no seccomp filter'}`;
}

function fixFor(settings: PtraceSettings): string {
  if (isForbidden(settings)) {
    const scope = settings.yamaScope?.trim();
    return scope === '3'
      ? 'Yama scope 3 stays until a reboot: set kernel.yama.ptrace_scope=1 in /etc/sysctl.d and reboot'
      : 'sysctl kernel.yama.ptrace_scope=1 (as root)';
  }
  return 'in a container, allow it: --cap-add SYS_PTRACE --security-opt seccomp=unconfined';
}

/** Yama's scope 2 allows ptrace only with CAP_SYS_PTRACE, scope 3 not at all. */
function isForbidden({ yamaScope, status }: PtraceSettings): boolean {
  const scope = Number(yamaScope?.trim() ?? 0);
  return scope >= 3 || (scope === 2 && !hasCapability(status, 'SYS_PTRACE'));
}

function hasSeccompFilter(status = ''): boolean {
  return /^Seccomp:\s*2$/m.test(status);
}

/**
 * Perl can make any system call (101 is ptrace on x86-64), and is on nearly every machine. The child asks to be traced
 * (PTRACE_TRACEME, 0) and stops; the parent lets it run to its next system call without carrying that out
 * (PTRACE_SYSEMU, 31), as UML does. Perl's own `$?` does not show that a child has stopped.
 */
const trial = `
my $child = fork;
exit 83 unless defined $child;
if (!$child) { exit 81 if syscall(101, 0, 0, 0, 0) != 0; kill 19, $$; exit 0; }
waitpid $child, 0;
exit 81 unless (\${^CHILD_ERROR_NATIVE} & 127) == 127;
my $refused = syscall(101, 31, $child, 0, 0) != 0;
waitpid $child, 0 unless $refused;
$refused ||= (\${^CHILD_ERROR_NATIVE} & 127) != 127;
kill 9, $child;
exit($refused ? 82 : 0);
`;

async function attempt(): Promise<PtraceTrial> {
  if (process.arch !== 'x64') return { worked: 'unknown' };
  const { execa } = await import('execa');
  const { exitCode } = await execa('perl', ['-e', trial], { reject: false, timeout: 10_000 });
  if (exitCode === 0) return { worked: true };
  if (exitCode === 81) return { worked: false, step: 'a child may not be traced (PTRACE_TRACEME)' };
  if (exitCode === 82) return { worked: false, step: 'system calls may not be emulated (PTRACE_SYSEMU)' };
  return { worked: 'unknown' };
}
