import type { GuestReport } from '../guest/run-guest.ts';
import type { AttemptQueue } from './attempt-queue.ts';
import type { AttemptSupply } from './attempt-supply.ts';
import type { Attempt } from './attempts.ts';
import type { RunContext } from './run-job.ts';
import { warnOfIdleSplats } from './splat-events.ts';
import { reasonForNext, type StartReason } from './start-reason.ts';
import type { TakenAttempts, TakingGuest } from './taken-attempts.ts';

/** What became of a guest and the attempts that it took. */
export interface GuestRunReport {
  /** Those that had no turn, or were running when their guest ended: they run in the next guest. */
  left: readonly Attempt[];
  /** Whether it ran any. */
  hasRun: boolean;
  /** Why the guest did not run any, if it did not, whether that is this machine's fault, and the last lines of its console. */
  problem: string;
  isMachines: boolean;
  /** What to do, where no guest can boot on this machine before that is done. */
  fix?: string | undefined;
  log: readonly string[];
  /** Its `id` in the results. */
  guest: string;
  /** Why it ended, for people. */
  why: string;
  /** Why another guest is started after it, should there be work for one. */
  next: StartReason;
}

/** What is known of a guest that is gone; or why it could not be started. */
export type EndedRun = Pick<GuestReport, 'problem' | 'isMachines'> & Partial<GuestReport>;

/** A guest, and what it had to do. */
export interface SuppliedGuest {
  guest: TakingGuest;
  queue: AttemptQueue;
  taken: TakenAttempts;
  supply: AttemptSupply;
}

/** Lines of a guest's console that are shown when it did not boot. */
const maxLog = 60;

/** Takes back the attempts that have no result, and warns of what went wrong outside of tests. Once. */
export function reportEnd(ended: EndedRun, work: SuppliedGuest, context: RunContext): GuestRunReport {
  warnOfEnd(ended, work.guest, context);
  const { problem, isMachines, fix, boot } = ended;
  const { guest, queue, taken, supply } = work;
  const left = taken.giveBack();
  const hasAll = supply.isDone || ended.finished === true;
  const { last, loss, hasRun } = taken;
  const next = reasonForNext({
    last,
    loss,
    hasRun,
    isAlone: supply.isAlone,
    left: left.length,
    isFull: supply.isFull,
    isDone: left.length === 0 && hasAll,
    problem,
    leftEarly: ended.leftEarly,
  });
  const isLost = left.length > 0 || (!hasAll && queue.size > 0);
  const why = isLost ? next.why : 'its tests have ended';
  return { left, hasRun, problem, isMachines, fix, log: boot?.log.slice(-maxLog) ?? [], guest: guest.id, why, next };
}

function warnOfEnd(
  { leftOut = [], boot, bootSeconds, idle, leftEarly }: EndedRun,
  { kernel }: TakingGuest,
  context: RunContext,
): void {
  for (const text of leftOut) context.warn(text);
  if (boot && bootSeconds !== undefined) warnOfIdleSplats('while it booted', boot, kernel, context);
  if (idle) warnOfIdleSplats('between tests', idle, kernel, context);
  if (leftEarly === 'changed ?')
    context.warn(`${kernel.name} has no io_uring, which tells what a test has changed: each has a guest of its own`);
}
