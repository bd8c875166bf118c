/** Lines of the kernel's log that a report shows at most. */
const maxLines = 400;

/**
 * What a report shows of the kernel's log: all of it, or the whole reports of the kernel's splats and the end of it.
 *
 * @param bytes that its lines may have together
 */
export function relevantLog(
  { log, splats }: { log: readonly string[]; splats: { trace: string[] }[] },
  bytes: number,
): string[] {
  const all = lastLines(log, maxLines, bytes);
  if (all.length === log.length) return all;
  const traces = firstLines(
    splats.flatMap(({ trace }) => trace),
    maxLines / 2,
    bytes / 2,
  );
  const rest = lastLines(log, maxLines - traces.length, bytes - sizeOf(traces));
  return traces.every((line) => rest.includes(line)) ? all : [...traces, '...', ...rest.slice(1)];
}

function lastLines(log: readonly string[], lines: number, bytes: number): string[] {
  return firstLines(log.toReversed(), lines, bytes).reverse();
}

function firstLines(log: readonly string[], lines: number, bytes: number): string[] {
  const shown = log.slice(0, lines);
  let free = bytes;
  const end = shown.findIndex((line) => {
    free -= sizeOf([line]);
    return free < 0;
  });
  return end < 0 ? shown : shown.slice(0, end);
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
