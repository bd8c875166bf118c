import type { LogFindings } from '../console/kernel-log.ts';
import type { Kernel } from '../model/provisions.ts';
import { sortSplats } from '../verdict/sort-splats.ts';
import type { RunContext } from './run-job.ts';

/** Emits an event for each splat. */
export function emitSplats(
  { splats }: Pick<LogFindings, 'splats'>,
  where: { kernel: string; test?: string },
  { emit }: Pick<RunContext, 'emit'>,
): void {
  for (const { title } of splats) emit({ type: 'splat', ...where, title });
}

/** A splat while no test runs is no test's fault, but may still matter. */
export function warnOfIdleSplats(
  when: 'while it booted' | 'between tests',
  log: LogFindings,
  kernel: Kernel,
  context: RunContext,
): void {
  emitSplats(log, { kernel: kernel.name }, context);
  const { counted } = sortSplats(log.splats, {}, context.job.policy);
  const titles = counted.map(({ title }) => title);
  const texts = log.panic === undefined ? titles : [...titles, `kernel panic: ${log.panic}`];
  for (const text of texts) context.warn(`kernel ${kernel.name} complained ${when}: ${text}`);
}
