import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, recording, recordings } from '../support/corpus.ts';
import { howToRepeat } from '../support/sweep.ts';
import { cutsOf } from './cuts.ts';
import { cut, replay } from './replay.ts';

interface Expected {
  /** One a test: `name: verdict, reason: message`, or `name: not run`. */
  tests: string[];
  /** Of each splat of the kernel: its kind, and the first and the last line of its trace. */
  splats?: [kind: string, first: string, last: string][];
  /** Why the guest ended before its first test: words of a panic, or `out of memory`. */
  boot?: string;
}

const expected = JSON.parse(readFileSync(join(folder, 'verdicts.json'), 'utf8')) as Record<string, Expected>;

test('each recording has verdicts to compare with, and the other way round', () => {
  expect([...recordings.keys()].sort()).toEqual(Object.keys(expected).sort());
});

test('no kernel complains while it boots well', () => {
  const booting = [...recordings].map(([name, recording]) => [name, replay(recording).observer.boot.splats]);
  expect(booting.filter(([, splats]) => splats!.length > 0)).toEqual([]);
});

test.each(Object.entries(expected))('%s', (name, wanted) => {
  expect(told(name)).toEqual(wanted);
});

function told(name: string): Expected {
  const { heading, pieces } = recording(name);
  const { verdicts, observations, observer } = replay({ heading, pieces });
  const tests = heading.tests.map(({ name }, index) => {
    const found = verdicts[index];
    return `${name}: ${found ? `${found.verdict}, ${found.reason}: ${found.message}` : 'not run'}`;
  });
  const splats = observations
    .flatMap(({ splats }) => splats)
    .map(({ kind, trace }): [string, string, string] => [kind, trace[0]!, trace.at(-1)!]);
  const { panic, outOfMemory } = observer.boot;
  const boot = panic ?? (outOfMemory && 'out of memory');
  return { tests, ...(splats.length > 0 ? { splats } : {}), ...(boot === undefined ? {} : { boot }) };
}

/** Of each kind of end, to be cut. */
const whole = [
  'ordinary-6.1',
  'panic-sysrq-5.10',
  'panic-poison-7.2',
  'oom-panic-6.12',
  'warning-6.1',
  'warning-7.2',
  'warning-unseen-7.2',
  'warning-time-6.12',
  'refcount-6.1',
  'hang-5.10',
  'not-started-6.1',
  'hung-task-7.2-debug',
  'fake-markers-7.2',
];

test.each(whole)('%s, cut at any byte: what has not passed in the whole does not pass in a part', (name) => {
  const all = recording(name);
  const { verdicts } = replay(all);
  for (const length of cutsOf(all)) {
    for (const [index, verdict] of replay(cut(all, length)).verdicts.entries()) {
      if (verdict?.verdict !== 'passed') continue;
      expect([length, verdicts[index]?.verdict], howToRepeat).toEqual([length, 'passed']);
    }
  }
});

test.each(whole)('%s, cut at any byte of one channel, the others whole', (name) => {
  const all = recording(name);
  const { verdicts } = replay(all);
  for (const channel of ['control', 'log', 'stdout', 'stderr']) {
    const one = { ...all, pieces: all.pieces.filter((piece) => piece.channel === channel) };
    const others = all.pieces.filter((piece) => piece.channel !== channel);
    for (const length of cutsOf(one)) {
      const pieces = [...others, ...cut(one, length).pieces];
      for (const [index, verdict] of replay({ ...all, pieces }).verdicts.entries()) {
        if (verdict?.verdict !== 'passed') continue;
        expect([channel, length, verdicts[index]?.verdict], howToRepeat).toEqual([channel, length, 'passed']);
      }
    }
  }
});
