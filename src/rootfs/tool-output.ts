import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lastLines } from '../host/run-tool.ts';

export interface ToolRun {
  command: string;
  args: string[];
  /** Added to this process's own. */
  environment?: Record<string, string>;
  /** The error for a tool that cannot be started. */
  unstartable(cause: unknown): Error;
  /** @param stderr the last lines of its standard error */
  failed(stderr: string): Error;
}

/** Bytes of standard error that are kept. */
const maxStderr = 2000;

/**
 * What a tool of this machine writes to its standard output, while it runs.
 *
 * The last piece is held back until the tool has ended well: its error comes before whoever reads would take the output
 * for one that is cut short. The tool is killed when nobody wants more.
 */
export async function* toolOutput(run: ToolRun): AsyncGenerator<Buffer> {
  const child = spawn(run.command, run.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', ...run.environment },
  });
  // Without a process, as when no descriptors are left, it has no streams either.
  await once(child, 'spawn').catch((cause: unknown) => {
    throw run.unstartable(cause);
  });
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => {
    stderr = (stderr + bytes).slice(-maxStderr);
  });
  const ended = once(child, 'close');
  // Awaited below; until then, its rejection must not count as unhandled.
  ended.catch(() => undefined);
  let last: Buffer | undefined;
  try {
    for await (const piece of child.stdout as AsyncIterable<Buffer>) {
      if (last) yield last;
      last = piece;
    }
    const [code] = await ended;
    if (code !== 0) throw run.failed(lastLines(stderr));
    if (last) yield last;
  } finally {
    child.kill();
  }
}
