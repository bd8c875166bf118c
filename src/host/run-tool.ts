import { UmlRunError } from '../model/errors.ts';
import { neededCurrentFolder } from './current-folder.ts';

export interface ToolOptions {
  /** Default: the current folder. */
  cwd?: string;
  /** Variables added to this process's own. */
  environment?: Record<string, string>;
  /** Hears each line that the tool writes to stdout, as it comes. */
  onLine?: (line: string) => void;
  /** Ends the tool; the promise then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * What it has started ends with it, at once, by the signal or with this process: a script that waits for another program
   * keeps no one waiting. Signals to this process's group, such as ctrl-C, do not arrive there.
   */
  withChildren?: true;
}

/** How a tool ended. It runs in English, so that its messages can be recognized. */
export interface Ended {
  ok: boolean;
  /** There is no such tool on this machine. */
  missing: boolean;
  stdout: string;
  stderr: string;
}

/**
 * Runs a tool to its end, whether it succeeds or fails.
 * @throws UmlRunError `file-unreadable` when the current folder has been removed; the signal's reason
 */
export async function run(command: string, args: readonly string[], options: ToolOptions = {}): Promise<Ended> {
  const { signal, cwd = neededCurrentFolder(), environment, onLine, withChildren = false } = options;
  // Loaded with the first tool: most starts need none.
  const { execa } = await import('execa');
  signal?.throwIfAborted();
  const running = execa(command, args, {
    reject: false,
    stdin: 'ignore',
    env: { ...environment, LC_ALL: 'C' },
    cwd,
    ...(onLine && { stdout: passing(onLine) }),
    ...(signal && { cancelSignal: signal }),
    detached: withChildren,
  });
  const endAll = () => {
    endGroup(running.pid);
    // Whoever has left the group may have them open.
    for (const stream of [running.stdout, running.stderr]) stream?.destroy();
  };
  if (withChildren) {
    signal?.addEventListener('abort', endAll);
    process.on('exit', endAll);
  }
  const ended = await running;
  signal?.removeEventListener('abort', endAll);
  process.off('exit', endAll);
  signal?.throwIfAborted();
  const { failed, code, stdout, stderr } = ended;
  return {
    ok: !failed,
    missing: failed && code === 'ENOENT',
    stdout: stdout ?? '',
    stderr: stderr || (ended.message ?? ''),
  };
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

function passing(onLine: (line: string) => void) {
  return function* (line: unknown): Generator<string> {
    onLine(String(line));
    yield String(line);
  };
}

/**
 * Runs a tool that has to succeed.
 * @returns what it wrote to stdout, without the final newline
 * @throws UmlRunError `tool-missing`, `disk-full`, or `tool-failed` with the tool's last words
 */
export async function tool(command: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  const ended = await run(command, args, options);
  if (ended.ok) return ended.stdout;
  throw failure(command, ended);
}

function failure(command: string, { missing, stderr }: Ended): UmlRunError {
  if (missing) return missingTool(command);
  if (noRoomWords.test(stderr)) return new UmlRunError('disk-full', noRoom(command));
  return new UmlRunError('tool-failed', `"${command}" failed: ${lastLines(stderr)}`);
}

/** @param itsPackage Debian's */
export function missingTool(command: string, itsPackage = command): UmlRunError {
  return new UmlRunError(
    'tool-missing',
    `"${command}" is not on this machine; install it: apt-get install ${itsPackage}`,
  );
}

/** What tools write in English where there is no room left: on the disk, or in a quota. */
export const noRoomWords = /No space left on device|Disk quota exceeded/;

/** @param what the tool or the folder that had no room */
export function noRoom(what: string): string {
  return `no room left on the disk ("${what}"); free some, or name a cache folder on another disk with --cache <folder>`;
}

/** @returns the last lines of a tool's output, on one line and at most about 300 characters */
export function lastLines(output: string): string {
  const text = output.trim().split('\n').slice(-3).join(' ').replaceAll(/\s+/g, ' ');
  return text.length > 300 ? `…${text.slice(-300)}` : text || 'it said nothing';
}
