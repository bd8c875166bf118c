import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Channel } from '../../src/console/observer.ts';

/** First line of a recording: what it is. */
export interface Heading {
  event: string;
  /** How the event was brought about. */
  how: string;
  /** Release of the kernel, and where it came from. */
  kernel: string;
  source: string;
  /** `token` is of the guest. */
  token: string;
  /** In the order in which they were to run. */
  tests: { name: string; token: string }[];
  /**
   * How the guest ended: the exit code of its process, or `timeout` when the recorder ended it, its time being over.
   */
  ended: number | 'timeout';
}

export interface Piece {
  channel: Channel;
  bytes: Buffer;
}

export interface Recording {
  heading: Heading;
  pieces: Piece[];
}

/** A token that is the same in each recording of an event. */
export function tokenOf(...words: (string | number)[]): string {
  return createHash('sha256').update(words.join(' ')).digest('hex').slice(0, 32);
}

export function encodeRecording({ heading, pieces }: Recording): string {
  const rows = pieces.map(({ channel, bytes }) => ({ [channel]: bytes.toString('latin1') }));
  return [heading, ...rows].map((row) => `${JSON.stringify(row)}\n`).join('');
}

export function readRecording(path: string): Recording {
  const [heading, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return { heading: JSON.parse(heading!) as Heading, pieces: rows.map(pieceOf) };
}

function pieceOf(row: string): Piece {
  const [[channel, text]] = Object.entries(JSON.parse(row) as Record<Channel, string>) as [[Channel, string]];
  return { channel, bytes: Buffer.from(text, 'latin1') };
}
