import { readThread, type Thread } from './thread.ts';

/**
 * A line on the control channel, written by the guest's init and by nothing else: each but the first carries a token
 * that only init knows. `taint` is what the kernel has tainted itself with by then, where it says so.
 */
export type Marker =
  /** It waits for its boot plan, which has the tokens. */
  | { kind: 'waits'; token: '-' }
  | { kind: 'hello'; token: string; release: string }
  | { kind: 'problem'; token: string; errno: number; what: string }
  /** The folder that tests start in is shown, and they cannot write to it: it is too large for a copy. */
  | { kind: 'read-only'; token: string }
  /** It has run what it was given, and waits for more. */
  | { kind: 'ready'; token: string }
  /** It waits for the host's answer on each console. */
  | { kind: 'listens'; token: string }
  /** It has taken a piece of this test's input. */
  | { kind: 'took'; token: string }
  /** Pages of its own that the host may read: where each run of them begins in the guest's memory, and its length. */
  | { kind: 'shares'; token: string; runs: PageRun[] }
  | { kind: 'start'; token: string; taint?: number }
  /** There is no room left for what this test writes to the folder that it started in. */
  | { kind: 'full'; token: string }
  /** Says what one thread of the test does; after the last there is one without. */
  | { kind: 'state'; token: string; thread?: Thread }
  | { kind: 'end'; token: string; end: End; seconds: number; taint?: number }
  | { kind: 'bye'; token: string; why: string };

/** Pages side by side in a guest's memory: the number of the first, from 0, and how many there are. */
export interface PageRun {
  first: number;
  count: number;
}

/** How a program came to its end, in the words of wait(2) and execve(2). */
export type End =
  | { how: 'exit'; code: number }
  | { how: 'signal'; number: number }
  | { how: 'not-started'; errno: number };

/** Reads one line of the control channel. Anything that is not a whole, well-formed marker gives undefined. */
export function parseMarker(line: string): Marker | undefined {
  if (line === 'waits -') return { kind: 'waits', token: '-' };
  const [kind, token, ...words] = line.split(' ');
  if (!token || !/^[0-9a-f]{32}$/.test(token)) return undefined;
  switch (kind) {
    case 'hello':
      return words.length === 1 && words[0] ? { kind, token, release: words[0] } : undefined;
    case 'problem': {
      const errno = integer(words[0]);
      return errno === undefined ? undefined : { kind, token, errno, what: words.slice(1).join(' ') };
    }
    case 'full':
    case 'read-only':
    case 'ready':
    case 'listens':
    case 'took':
      return words.length === 0 ? { kind, token } : undefined;
    case 'shares': {
      const runs = runsOf(words.map(integer));
      return runs && { kind, token, runs };
    }
    case 'start': {
      const taint = integer(words[0]);
      if (words.length === 0) return { kind, token };
      return words.length === 1 && taint !== undefined ? { kind, token, taint } : undefined;
    }
    case 'state': {
      if (words.length === 0) return { kind, token };
      const thread = readThread(words);
      return thread && { kind, token, thread };
    }
    case 'end': {
      const [how, value, nanoseconds, taint] = [words[0], ...words.slice(1).map(integer)];
      const end = endOf(how, value);
      if (!end || nanoseconds === undefined || words.length > 4) return undefined;
      const marker = { kind, token, end, seconds: nanoseconds / 1e9 } as const;
      if (words.length === 3) return marker;
      return taint === undefined ? undefined : { ...marker, taint };
    }
    case 'bye':
      return { kind, token, why: words.join(' ') };
    default:
      return undefined;
  }
}

function endOf(how: string | undefined, value: number | undefined): End | undefined {
  if (value === undefined) return undefined;
  if (how === 'exit' && value <= 255) return { how, code: value };
  if (how === 'signal' && value >= 1 && value <= 64) return { how, number: value };
  if (how === 'not-started' && value >= 1) return { how, errno: value };
  return undefined;
}

function runsOf(numbers: readonly (number | undefined)[]): PageRun[] | undefined {
  const runs: PageRun[] = [];
  for (let at = 0; at < numbers.length; at += 2) {
    const [first, count] = numbers.slice(at, at + 2);
    if (first === undefined || count === undefined) return undefined;
    runs.push({ first, count });
  }
  return runs;
}

function integer(word: string | undefined): number | undefined {
  return word !== undefined && /^[0-9]{1,19}$/.test(word) ? Number(word) : undefined;
}
