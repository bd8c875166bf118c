/** Lines of the kernel's log that a report shows at most. */
const maxLines = 400;

/**
 * What a report shows of the kernel's log: all of it, or the whole reports of the kernel's splats and the end of it.
 */
export function relevantLog({ log, splats }: { log: string[]; splats: { trace: string[] }[] }): string[] {
  if (log.length <= maxLines) return log;
  const traces = splats.flatMap(({ trace }) => trace).slice(0, maxLines / 2);
  const rest = log.slice(traces.length - maxLines);
  return traces.every((line) => rest.includes(line)) ? log.slice(-maxLines) : [...traces, '...', ...rest.slice(1)];
}
