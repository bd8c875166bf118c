import { AsyncLocalStorage } from 'node:async_hooks';

/** A line that the toolkit wrote for the job's log. */
export interface Remark {
  level: 'error' | 'warning' | 'info';
  text: string;
}

/** Where what is written in the course of some work goes, which is known by its asynchronous context. */
const listening = new AsyncLocalStorage<(remark: Remark) => void>();

/** How many work at the moment; stdout is as it was when none does. */
let listeners = 0;
let stopListening = () => {};

/**
 * Does something with the Actions toolkit, and captures what it writes to stdout meanwhile: its own way to report that
 * a cache failed, where `::error::` would mark a job that has no error. Nobody else's output is touched.
 * @param hear gets each line as it comes
 */
export async function captureLog<T>(work: () => Promise<T>, hear: (remark: Remark) => void): Promise<T> {
  if (listeners++ === 0) stopListening = listen();
  try {
    return await listening.run(hear, work);
  } finally {
    if (--listeners === 0) stopListening();
  }
}

/** @returns puts stdout back as it was, unless somebody else has taken it over since */
function listen(): () => void {
  const { stdout } = process;
  const original = stdout.write;
  const write: typeof stdout.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    const hear = listening.getStore();
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    // Other commands are for the runner: what to mask, and what to show when it debugs.
    if (!hear || /^::(?!error|warning)/.test(text)) return Reflect.apply(original, stdout, [chunk, ...rest]);
    for (const line of text.split(/\r?\n/).filter(Boolean)) hear(parse(line));
    return true;
  };
  stdout.write = write;
  return () => {
    if (stdout.write === write) stdout.write = original;
  };
}

/** The toolkit writes a command to the runner as `::name properties::text`, with these characters escaped. */
function parse(line: string): Remark {
  const [, level, text = ''] = /^::(error|warning)[^:]*::(.*)$/.exec(line) ?? [];
  if (level !== 'error' && level !== 'warning') return { level: 'info', text: line };
  return { level, text: text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%') };
}
