import type { Kernel } from '../model/provisions.ts';
import { AttemptQueue } from './attempt-queue.ts';
import type { KernelTest } from './attempts.ts';
import { noGuestBooted } from './outcome.ts';
import { type BatchReport, runBatch } from './run-batch.ts';
import type { RunContext } from './run-job.ts';
import type { StartReason } from './start-reason.ts';

/** How many guests in a row may end without running a test before the kernel is given up. */
const maxFailedBoots = 2;

/**
 * Runs tests on one kernel in as many guests as needed. Each guest gets a slot and takes its work from one queue. After
 * a test that takes its guest down, a fresh guest runs the tests that are left.
 * @throws the signal's reason
 */
export async function runKernel(kernel: Kernel, tests: readonly KernelTest[], context: RunContext): Promise<void> {
  const { slots, signal, over } = context;
  const queue = new AttemptQueue(tests, context.job);
  let failedBoots = 0;
  let reason: StartReason = { after: null, why: 'the first guest of its kernel', isExpected: true };
  for (let number = 1; queue.size > 0 && !over.signal.aborted; number++) {
    const release = await slots.acquire();
    try {
      signal.throwIfAborted();
      if (over.signal.aborted) return;
      const report = await runBatch({ kernel, number, reason, isSecondTry: failedBoots > 0 }, queue, context);
      signal.throwIfAborted();
      if (over.signal.aborted) return;
      queue.putBack(report.left);
      reason = report.next;
      failedBoots = report.hasRun ? 0 : failedBoots + 1;
      if (failedBoots === maxFailedBoots || report.fix !== undefined) giveUp(kernel, queue, report, context);
    } finally {
      release();
    }
  }
}

function giveUp(kernel: Kernel, queue: AttemptQueue, report: BatchReport, context: RunContext): void {
  const { emit, detailBytes, over } = context;
  const { problem, fix } = report;
  if (fix !== undefined) context.warn(`this machine cannot run guests: ${problem}; ${fix}`);
  emit({ type: 'kernel-lost', kernel: kernel.name, why: problem });
  for (const attempt of queue.giveUp()) {
    const { result, isFinal, after } = queue.finish(attempt, noGuestBooted(report, detailBytes));
    emit({ type: 'test-ended', result, final: isFinal });
    if (after !== 'stop') continue;
    over.abort();
    return;
  }
}
