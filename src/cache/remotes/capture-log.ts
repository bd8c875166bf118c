import { AsyncLocalStorage } from 'node:async_hooks';

/** A line that the toolkit wrote for the job's log. */
export interface Remark {
  level: 'error' | 'warning' | 'info';
  text: string;
}

const listening = new AsyncLocalStorage<Remark[]>();
let write: typeof process.stdout.write | undefined;

/**
 * Does something with the Actions toolkit, and hears what it writes to stdout meanwhile: its own way to report that a cache failed,
 * where `::error::` would mark a job that has no error. Nobody else's output is touched.
 */
export async function captureLog<T>(work: () => Promise<T>): Promise<{ result: T; remarks: Remark[] }> {
  const remarks: Remark[] = [];
  listen();
  const result = await listening.run(remarks, work);
  return { result, remarks };
}

/** What is written in the course of the work is known by its asynchronous context. */
function listen(): void {
  if (write) return;
  const original = process.stdout.write.bind(process.stdout);
  write = original;
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    const remarks = listening.getStore();
    // Other commands are for the runner: what to mask, and what to show when it debugs.
    if (!remarks || /^::(?!error|warning)/.test(String(chunk))) return original(chunk, ...rest);
    remarks.push(...String(chunk).split(/\r?\n/).filter(Boolean).map(parse));
    return true;
  }) as typeof process.stdout.write;
}

/** The toolkit writes a command to the runner as `::name properties::text`, with these characters escaped. */
function parse(line: string): Remark {
  const [, level, text] = /^::(error|warning)[^:]*::(.*)$/.exec(line) ?? [];
  if (level === undefined || text === undefined) return { level: 'info', text: line };
  const plain = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  return { level: level as Remark['level'], text: plain };
}
