/** Whatever a program writes wherever it can, no verdict gets better by it. */
import { array, assert, constantFrom, integer, oneof, property, record, string, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Channel } from '../../src/console/observer.ts';
import type { Verdict } from '../../src/model/results.ts';
import { recording } from '../support/corpus.ts';
import { type Piece, type Recording, tokenOf } from '../support/recording.ts';
import { fullSweep } from '../support/sweep.ts';
import { lengthOf, type Replayed, replay } from './replay.ts';

const names = ['ordinary-7.2', 'panic-sysrq-6.1', 'warning-7.2', 'warning-unseen-6.1', 'hang-6.12', 'oom-kill-5.10'];
const worth: Record<Verdict, number> = { errored: 0, failed: 1, skipped: 2, passed: 3 };

/** Each run replays a whole recording. */
const numRuns = fullSweep ? 100 : 30;

const channel = constantFrom<Channel>('control', 'stdout', 'stderr', 'log');
const wrong = tokenOf('none of theirs');

/** What a program may print to be taken for init: the words of the protocol, and tokens that are not the right ones. */
const markerLike = array(
  oneof(
    constantFrom('start', 'end', 'hello', 'bye', 'problem', 'exit', 'signal', '0', '1', '77', ' ', '\n', 'done'),
    constantFrom('uml-run: end of ', wrong, wrong.slice(1), 'Kernel panic - not syncing: x', '[    1.000000] '),
    string({ maxLength: 5 }),
  ),
  { maxLength: 12 },
).map((words) => Buffer.from(words.join(' ')));

/** The pieces with others put between them. */
function inject({ heading, pieces }: Recording, injected: (Piece & { at: number })[]): Recording {
  const all = pieces.flatMap((piece, index) => [
    ...injected.filter(({ at }) => at % pieces.length === index).map(({ channel, bytes }) => ({ channel, bytes })),
    piece,
  ]);
  return { heading, pieces: all };
}

function expectNoBetter(found: Replayed[], original: Replayed[]): void {
  for (const [index, verdict] of found.entries()) {
    const before = original[index];
    if (!verdict) continue;
    // A test that did not come to run has no verdict that could be bettered: it is not passed, then.
    if (!before) expect(verdict.verdict).not.toBe('passed');
    else expect(worth[verdict.verdict]).toBeLessThanOrEqual(worth[before.verdict]);
  }
}

describe.each(names)('%s', (name) => {
  const all = recording(name);
  const original = replay(all).verdicts;

  test('the pieces in which the bytes arrive do not matter', () => {
    assert(
      property(array(integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        let turn = 0;
        const pieces = all.pieces.flatMap(({ channel, bytes }) => {
          const parts: Piece[] = [];
          for (let at = 0; at < bytes.length; ) {
            const size = sizes[turn++ % sizes.length]!;
            parts.push({ channel, bytes: bytes.subarray(at, at + size) });
            at += size;
          }
          return parts;
        });
        const again = replay({ ...all, pieces });
        expect(again.verdicts).toEqual(original);
        expect(again.observations).toEqual(replay(all).observations);
      }),
      { numRuns },
    );
  });

  test('nor does the order of the channels among each other', () => {
    for (const first of ['control', 'stdout', 'stderr', 'log']) {
      const [own, others] = [true, false].map((is) => all.pieces.filter(({ channel }) => (channel === first) === is));
      expect(replay({ ...all, pieces: [...own!, ...others!] }).verdicts).toEqual(original);
      expect(replay({ ...all, pieces: [...others!, ...own!] }).verdicts).toEqual(original);
    }
  });

  test('random bytes on stdout, stderr and in the log better nothing', () => {
    const piece = record({
      channel: constantFrom<Channel>('stdout', 'stderr', 'log'),
      bytes: uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      at: integer({ min: 0, max: 10_000 }),
    });
    assert(
      property(array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
        expectNoBetter(replay(inject(all, pieces)).verdicts, original);
      }),
      { numRuns },
    );
  });

  test('whole lines of what looks like markers, with wrong tokens, change nothing on stdout, stderr and control', () => {
    const piece = record({
      channel: constantFrom<Channel>('stdout', 'stderr', 'control'),
      bytes: markerLike.map((bytes) => Buffer.concat([Buffer.from('\n'), bytes, Buffer.from('\n')])),
      at: integer({ min: 0, max: 10_000 }),
    });
    assert(
      property(array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
        expect(replay(inject(all, pieces)).verdicts).toEqual(original);
      }),
      { numRuns },
    );
  });

  test('and better nothing anywhere', () => {
    const piece = record({ channel, bytes: markerLike, at: integer({ min: 0, max: 10_000 }) });
    assert(
      property(array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
        expectNoBetter(replay(inject(all, pieces)).verdicts, original);
      }),
      { numRuns },
    );
  });

  test('bytes that are lost or changed on any channel better nothing', () => {
    assert(
      property(integer({ min: 0, max: lengthOf(all) - 1 }), integer({ min: 0, max: 255 }), (at, byte) => {
        const pieces = all.pieces.map(({ channel, bytes }) => ({ channel, bytes: Buffer.from(bytes) }));
        let left = at;
        const hit = pieces.find(({ bytes }) => {
          left -= bytes.length;
          return left < 0;
        })!;
        // On the control channel only init writes, and its kernel to the host loses nothing.
        if (hit.channel === 'control') return;
        hit.bytes[hit.bytes.length + left] = byte;
        expectNoBetter(replay({ ...all, pieces }).verdicts, original);
      }),
      { numRuns: 3 * numRuns },
    );
  });
});
