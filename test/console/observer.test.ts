import { describe, expect, test } from 'vitest';
import { type Channel, type ConsoleEvent, ConsoleObserver } from '../../src/console/observer.ts';
import { tokenOf } from '../support/recording.ts';

const guest = tokenOf('guest');
const tokens = [0, 1, 2].map((index) => tokenOf('test', index));
const [first, second] = tokens as [string, string];

function observe(...given: [Channel, string][]) {
  const observer = new ConsoleObserver(guest, tokens);
  const events = given.flatMap(([channel, text]) => observer.push(channel, Buffer.from(text)));
  return { observer, events, last: () => observer.finish() };
}

const mark = (token: string): [Channel, string] => ['log', `\numl-run: end of ${token}\n`];
test('that it waits for its boot plan is believed until it has that', () => {
  const observer = new ConsoleObserver(guest);
  const say = (text: string) => observer.push('control', Buffer.from(text));
  expect(say('\nwaits -\n')).toEqual([{ type: 'waits' }]);
  expect(say(`\nhello ${guest} 6.1\n`)).toEqual([{ type: 'hello', release: '6.1' }]);
  expect(say('\nwaits -\n')).toEqual([]);
});

const booted: [Channel, string][] = [['control', `\nhello ${guest} 6.1\n`], mark(guest)];
const start = (token: string): [Channel, string] => ['control', `\nstart ${token} 0\n`];
const end = (token: string, words = 'exit 0 1000000000 0'): [Channel, string] => [
  'control',
  `\nend ${token} ${words}\n`,
];
const streams = (token: string): [Channel, string][] => [
  ['stdout', token],
  ['stderr', token],
];
const warning = 'WARNING: CPU: 0 PID: 12 at mm/f.c:1 f+0x1/0x2';

function ends(events: ConsoleEvent[]) {
  return events.flatMap((event) => (event.type === 'end' ? [[event.index, event.observation] as const] : []));
}

describe('a test', () => {
  test('has filled its folder, or cannot write to it, when init says so', () => {
    const full = (token: string): [Channel, string] => ['control', `\nfull ${token}\n`];
    const readOnly: [Channel, string] = ['control', `\nread-only ${guest}\n`];
    const { events } = observe(
      ...booted,
      readOnly,
      start(first),
      readOnly,
      full(first),
      full(guest),
      ...streams(first),
      mark(first),
      end(first),
    );
    expect(events.filter(({ type }) => type === 'read-only')).toHaveLength(1);
    expect(ends(events)).toEqual([[0, expect.objectContaining({ isFull: true })]]);
  });

  test('has taken a piece of its input when init says so while it runs', () => {
    const took = (token: string): [Channel, string] => ['control', `\ntook ${token}\n`];
    const { events } = observe(
      ...booted,
      took(first),
      start(first),
      took(first),
      took(guest),
      took(second),
      end(first),
      took(first),
    );
    expect(events.filter(({ type }) => type === 'took')).toEqual([{ type: 'took', index: 0 }]);
  });

  test('offers pages of init’s while it runs', () => {
    const shares = (token: string): [Channel, string] => ['control', `\nshares ${token} 3 129\n`];
    const given = [
      shares(first),
      start(first),
      shares(first),
      shares(guest),
      shares(second),
      end(first),
      shares(first),
    ];
    const { events } = observe(...booted, ...given);
    expect(events.filter(({ type }) => type === 'shares')).toEqual([
      { type: 'shares', token: first, runs: [{ first: 3, count: 129 }] },
    ]);
  });

  test('has bytes that came past its channel after those that came on it', () => {
    const { observer } = observe(...booted, start(first), ['stdout', `on it${first.slice(0, 5)}`]);
    expect(observer.lengthOf('stdout')).toBe(10);
    const bytes = observer.pushPast('stdout', Buffer.from('past'));
    expect(bytes.map((event) => event.type === 'bytes' && [event.index, event.bytes.toString()])).toEqual([
      [0, first.slice(0, 5)],
      [0, 'past'],
    ]);
  });

  test('from its start to its end', () => {
    const { events, observer } = observe(
      ...booted,
      start(first),
      ['stdout', 'out'],
      ['stderr', 'err'],
      ['log', 'said\n'],
      ...streams(first),
      mark(first),
      end(first),
      ['control', `\nbye ${guest} done\n`],
    );
    const observation = {
      end: { how: 'exit', code: 0 },
      seconds: 1,
      taint: { before: 0, after: 0 },
      splats: [],
      log: ['said'],
    };
    expect(events).toEqual([
      { type: 'hello', release: '6.1' },
      { type: 'start', index: 0 },
      { type: 'bytes', index: 0, stream: 'stdout', bytes: Buffer.from('out') },
      { type: 'bytes', index: 0, stream: 'stderr', bytes: Buffer.from('err') },
      { type: 'end', index: 0, observation },
      { type: 'bye', why: 'done' },
    ]);
    expect(observer.observed(0).end).toBeDefined();
    expect(observer.observed(0).log).toEqual([]);
  });

  test.each([0, 1, 2, 3])('has ended when all four channels say so, and not before (%i missing)', (missing) => {
    const all = [...streams(first), mark(first), end(first)];
    const [late] = all.splice(missing, 1);
    const { events, observer } = observe(...booted, start(first), ...all);
    expect(ends(events)).toEqual([]);
    expect(observer.observed(0).end).toBeUndefined();
    expect(ends(observer.push(late![0], Buffer.from(late![1])))).toHaveLength(1);
    expect(observer.observed(0).end).toBeDefined();
  });

  test('that has not ended has no end, even when its marker was seen', () => {
    const { observer } = observe(...booted, start(first), end(first));
    expect(observer.observed(0).end).toBeUndefined();
    expect(observer.observed(0).incomplete).toBeUndefined();
  });

  test('does not end before it has started, nor twice, nor starts twice', () => {
    const { events } = observe(...booted, end(first), start(first), start(first), end(first, 'exit 3 0'), end(first));
    expect(events.filter(({ type }) => type === 'start')).toHaveLength(1);
    const { events: all } = observe(
      ...booted,
      start(first),
      end(first, 'exit 3 0'),
      end(first),
      ...streams(first),
      mark(first),
    );
    expect(ends(all)).toMatchObject([[0, { end: { how: 'exit', code: 3 } }]]);
  });

  test('problem and bye are of the guest, and after bye nothing counts', () => {
    const { events } = observe(
      ['control', `\nproblem ${tokenOf('other')} 2 mount /x\n\nproblem ${guest} 2 mount /proc\n`],
      ['control', `\nbye ${first} done\n\nbye ${guest} tainted\n`],
      start(first),
    );
    expect(events).toEqual([
      { type: 'problem', errno: 2, what: 'mount /proc' },
      { type: 'bye', why: 'tainted' },
    ]);
  });

  test('while a test runs, nobody tells of the guest: its token, and those of earlier tests, can be read in the log', () => {
    const { events } = observe(
      ...booted,
      start(first),
      ...streams(first),
      mark(first),
      end(first, 'exit 1 0'),
      start(second),
      ['control', `\nbye ${guest} done\n\nproblem ${guest} 1 x\n\nend ${first} exit 0 0\n\nstart ${first}\n`],
      ['stdout', first],
      mark(guest),
      mark(first),
      ...streams(second),
      mark(second),
      end(second),
    );
    expect(events.map(({ type }) => type)).toEqual(['hello', 'start', 'end', 'start', 'bytes', 'end']);
    expect(ends(events)).toMatchObject([
      [0, { end: { how: 'exit', code: 1 } }],
      [1, { end: { how: 'exit', code: 0 } }],
    ]);
  });

  test('tells what its threads do, when init was asked', () => {
    const { events, observer } = observe(...booted, start(first), [
      'control',
      `\nstate ${first} 2 spin R\n\nstate ${first}\n\nstate ${tokenOf('other')} 3 fake R\n`,
    ]);
    expect(events.at(-1)).toEqual({ type: 'state', index: 0 });
    expect(observer.observed(0).threads).toEqual([{ id: 2, name: 'spin', state: 'R', calls: [] }]);
  });

  test('a marker that was cut off is none: half a number is another number', () => {
    const { observer, last } = observe(...booted, start(first), ...streams(first), mark(first), [
      'control',
      `\nend ${first} exit 0 1000 5`,
    ]);
    expect(last()).toEqual([]);
    expect(observer.observed(0).end).toBeUndefined();
  });
});

describe("the kernel's log", () => {
  test('is of the boot, then of each test to its mark, then of nobody', () => {
    const { events, observer } = observe(
      ['log', `booting\n${warning}\n`],
      ...booted,
      start(first),
      ['log', 'one\n'],
      ...streams(first),
      mark(first),
      end(first),
      ['log', `two\n${warning}\n`],
      start(second),
      ...streams(second),
      mark(second),
      end(second),
    );
    expect(observer.boot).toMatchObject({ log: ['booting', warning], splats: [{ kind: 'warning' }] });
    expect(ends(events)).toMatchObject([
      [0, { log: ['one'], splats: [] }],
      [1, { log: ['two', warning], splats: [{ kind: 'warning' }] }],
    ]);
  });

  test('between tests and after the last one it is not lost', () => {
    const { observer } = observe(...booted, start(first), ...streams(first), mark(first), end(first), [
      'log',
      'Kernel panic - not syncing: late\n',
    ]);
    expect(observer.observed(0).end).toBeDefined();
    expect(observer.idle.panic).toBe('late');
    const all = tokens.flatMap((token) => [start(token), ...streams(token), mark(token), end(token)]);
    const { observer: other } = observe(...booted, ...all, ['log', `${warning}\n`]);
    expect(other.idle.splats).toHaveLength(1);
  });

  test('while a test runs, it is that of the test', () => {
    const { observer } = observe(...booted, start(first), ['log', `${warning}\n`]);
    expect(observer.idle).toEqual({ splats: [], log: [] });
    expect(observe(['log', `${warning}\n`]).observer.idle.splats).toEqual([]);
  });

  test.each(['', '[    1.234567] ', '[    1.234567][    T1] ', '<3>[    1.234567] '])(
    'with %j before each line, marks included',
    (prefix) => {
      const { events } = observe(
        ...booted,
        start(first),
        ['log', `${prefix}said\n${prefix}\n${prefix}uml-run: end of ${first}\n`],
        ...streams(first),
        end(first),
      );
      expect(ends(events)).toMatchObject([[0, { log: [`${prefix}said`] }]]);
    },
  );

  test('a mark counts wherever it is in a line, and what is before and behind it is told', () => {
    const { events, observer } = observe(
      ...booted,
      start(first),
      ['log', `half${`uml-run: end of ${first}`}other half\n`],
      ...streams(first),
      end(first),
    );
    expect(ends(events)).toMatchObject([[0, { log: ['half'] }]]);
    expect(observer.idle.log).toEqual(['other half']);
  });

  test('a mark of a test that has ended, or with another token, is a line like others', () => {
    const { events } = observe(
      ...booted,
      start(first),
      ['log', `uml-run: end of ${guest}\numl-run: end of ${tokenOf('other')}\n`],
      mark(first),
      ...streams(first),
      end(first),
    );
    expect(ends(events)).toMatchObject([[0, { log: { length: 2 } }]]);
  });

  test('a mark that is missing is made up for by the next, and neither log is whole', () => {
    const { events } = observe(
      ...booted,
      start(first),
      ...streams(first),
      end(first),
      start(second),
      ['log', `${warning}\n`],
      ...streams(second),
      mark(second),
      end(second),
    );
    expect(ends(events)).toMatchObject([
      [0, { incomplete: true, splats: [{ kind: 'warning' }] }],
      [1, { incomplete: true }],
    ]);
  });

  test('the last mark missing, the test has ended when the guest has', () => {
    const { events, last, observer } = observe(...booted, start(first), ...streams(first), end(first));
    expect(ends(events)).toEqual([]);
    expect(ends(last())).toMatchObject([[0, { incomplete: true, end: { how: 'exit', code: 0 } }]]);
    expect(observer.observed(0).end).toBeDefined();
  });

  test('of a test whose guest has died, nothing is missing', () => {
    const { last, observer } = observe(...booted, start(first), ['log', 'Kernel panic - not syncing: x']);
    expect(last()).toEqual([]);
    expect(observer.observed(0).end).toBeUndefined();
    expect(observer.observed(0).panic).toBe('x');
    expect(observer.observed(0).incomplete).toBeUndefined();
  });
});

test('many tests with many lines are no more work than as many of each', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => tokenOf('test', index));
  const observer = new ConsoleObserver(guest, many);
  const say = (channel: Channel, text: string) => observer.push(channel, Buffer.from(text));
  for (const [channel, text] of booted) say(channel, text);
  const events = many.flatMap((token) => [
    ...say(...start(token)),
    ...say('log', 'a\nb\nc\n'),
    ...[...streams(token), mark(token), end(token)].flatMap(([channel, text]) => say(channel, text)),
  ]);
  expect(ends(events).map(([index]) => index)).toEqual([...many.keys()]);
});
