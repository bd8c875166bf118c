/** One thread of a test, as init found it when the test's time was up. */
export interface Thread {
  /** Its number in the test's own process namespace. */
  id: number;
  name: string;
  /** A letter, as in `/proc/<pid>/stat`. */
  state: string;
  /** Functions of the kernel that it is in, the innermost first; none when it runs its own code. */
  calls: string[];
}

/** What every thread that waits is in, and so says nothing about this one. */
const scheduler = new Set(['__switch_to', '__schedule', 'schedule', 'schedule_timeout', 'context_switch']);

export function readThread(words: string[]): Thread | undefined {
  const [id = '', name, state = '', ...calls] = words;
  if (!/^[0-9]{1,9}$/.test(id) || !name || !/^[A-Z]$/i.test(state)) return undefined;
  return { id: Number(id), name, state, calls: calls.filter((call) => !scheduler.has(call)) };
}

const states: Record<string, string> = {
  R: 'running',
  S: 'sleeping',
  D: 'in an uninterruptible sleep',
  T: 'stopped',
  t: 'stopped by its tracer',
  Z: 'a zombie',
  I: 'idle',
};

/** For people: `spin (2) sleeping in pipe_read`. */
export function describeThread({ id, name, state, calls }: Thread): string {
  const doing = states[state] ?? `in state ${state}`;
  const [innermost] = calls;
  return `${name} (${id}) ${doing}${innermost === undefined || state === 'R' ? '' : ` in ${innermost}`}`;
}

/** The same with all of its calls, as a line of a log. */
export function threadLine(thread: Thread): string {
  const { calls } = thread;
  return calls.length > 1 ? `${describeThread(thread)} < ${calls.slice(1).join(' < ')}` : describeThread(thread);
}
