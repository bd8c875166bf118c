/** Where to cut recordings: at every byte that could matter, and at a sample of the others. */

import type { Recording } from '../support/recording.ts';
import { fullSweep, seed } from '../support/sweep.ts';
import { lengthOf } from './replay.ts';

/** Bytes before and after an edge that count as near. */
const margin = 1;
/** Of the other bytes, one in so many. */
const oneIn = 40;

/**
 * Lengths at which to cut a recording, ascending, each below its own: all of them in a full sweep. Otherwise all that
 * are in the words of a marker or near the edges of a marker, a token or a kernel's splat, and a sample of the others,
 * which begins where the seed of test/support/sweep.ts says.
 */
export function cutsOf(recording: Recording): number[] {
  const all = Array.from({ length: lengthOf(recording) }, (_, length) => length);
  if (fullSweep) return all;
  const near = nearDecisive(recording);
  return all.filter((length) => near.has(length) || length % oneIn === seed % oneIn);
}

function nearDecisive({ heading, pieces }: Recording): Set<number> {
  const near = new Set<number>();
  const decisive = decisiveIn([heading.token, ...heading.tests.map(({ token }) => token)]);
  for (const channel of new Set(pieces.map((piece) => piece.channel))) {
    const { text, places } = textOf(pieces, channel);
    const add = (from: number, to: number) => {
      for (let at = from - margin; at <= to + margin; at++) near.add(places[at] ?? -1);
    };
    for (const { 0: found, 1: token, index } of text.matchAll(decisive)) {
      const end = index + found.length;
      add(index, index);
      add(end, end);
      if (token === undefined) continue;
      // Half a token is as good as any other half; half a number is another number.
      const start = index + found.indexOf(token);
      add(start, start);
      add(start + token.length, end);
    }
  }
  return near;
}

/** What decides a verdict: init's markers and marks, tokens, and what the kernel says of itself. */
function decisiveIn(tokens: string[]): RegExp {
  const marker = `\\n?(?:\\b(?:hello|problem|start|end|state|bye) |uml-run: end of )?(${tokens.join('|')})`;
  const words = '(?<=\\n(?:hello|problem|start|end|state|bye) [0-9a-f]{32})[^\\n]*\\n?';
  const splat =
    '\\b(?:BUG|WARNING|INFO|UBSAN|Oops|refcount_t)\\b|Kernel panic - |Out of memory|cut here|end trace|messages dropped';
  return new RegExp(`${marker}(?:${words})?|\\n?[^\\n]*(?:${splat})[^\\n]*\\n?`, 'g');
}

/** What a channel carries, and where in the whole recording each of its bytes is. */
function textOf(pieces: Recording['pieces'], channel: string): { text: string; places: number[] } {
  const places: number[] = [];
  let text = '';
  let offset = 0;
  for (const piece of pieces) {
    if (piece.channel === channel) {
      text += piece.bytes.toString('latin1');
      for (let at = 0; at < piece.bytes.length; at++) places.push(offset + at);
    }
    offset += piece.bytes.length;
  }
  return { text, places };
}
