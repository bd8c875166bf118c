/** What a test leaves behind in a guest is not there for the next one: pairs of a test that leaves something and one that looks. */
import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fixtures, type Ran, umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { ownFolder, temporaryFolder } from '../support/temporary-folder.ts';

const kernels = seriesFor('5.10', '7.2');

/** The next test of a guest is the one that looks. */
const inTurn = ['--jobs', '1', '--order', 'given'];

/** Who can leave it, on what, and what becomes of the guest: the next test has the same, or a fresh one. */
interface Pair {
  by?: 'root';
  on?: 'terminal';
  guest: 'same' | 'fresh';
}

/** The pairs of `fixtures/attacks/leave.c`. */
const pairs: Record<string, Pair> = {
  shm: { guest: 'same' },
  sem: { guest: 'same' },
  msg: { guest: 'same' },
  mqueue: { guest: 'same' },
  name: { by: 'root', guest: 'same' },
  'user-key': { guest: 'same' },
  'session-key': { guest: 'same' },
  lock: { guest: 'same' },
  port: { guest: 'same' },
  'input-lock': { guest: 'same' },
  flags: { guest: 'same' },
  'terminal-flags': { on: 'terminal', guest: 'same' },
  mode: { on: 'terminal', guest: 'same' },
  exclusive: { on: 'terminal', guest: 'same' },
  size: { on: 'terminal', guest: 'same' },
  locked: { by: 'root', on: 'terminal', guest: 'same' },
  input: { by: 'root', on: 'terminal', guest: 'same' },
  tmp: { guest: 'same' },
  memory: { guest: 'same' },
  run: { by: 'root', guest: 'same' },
  home: { by: 'root', guest: 'same' },
  'tmp-mode': { by: 'root', guest: 'same' },
  files: { guest: 'same' },
  names: { by: 'root', guest: 'same' },
  artifacts: { guest: 'same' },
  pattern: { by: 'root', guest: 'fresh' },
  uevent: { by: 'root', guest: 'fresh' },
  backlog: { by: 'root', guest: 'fresh' },
  interpreter: { by: 'root', guest: 'fresh' },
  device: { by: 'root', guest: 'fresh' },
  clock: { by: 'root', guest: 'fresh' },
  'read-only': { by: 'root', guest: 'fresh' },
  'root-mode': { by: 'root', guest: 'fresh' },
  cgroup: { by: 'root', guest: 'fresh' },
  loopback: { by: 'root', guest: 'fresh' },
  interface: { by: 'root', guest: 'fresh' },
  parameter: { by: 'root', guest: 'fresh' },
  attribute: { by: 'root', guest: 'fresh' },
  node: { by: 'root', guest: 'fresh' },
  flood: { by: 'root', guest: 'fresh' },
  route: { by: 'root', guest: 'fresh' },
  'other-key': { guest: 'same' },
  restriction: { guest: 'same' },
  expiry: { guest: 'same' },
  'key-of-another': { by: 'root', guest: 'fresh' },
  deadline: { by: 'root', guest: 'same' },
  covered: { by: 'root', guest: 'fresh' },
  modprobe: { by: 'root', guest: 'fresh' },
  'boot-folder': { by: 'root', guest: 'fresh' },
  slew: { by: 'root', guest: 'fresh' },
  family: { guest: 'same' },
  limit: { by: 'root', guest: 'fresh' },
  question: { by: 'root', guest: 'fresh' },
  threads: { by: 'root', guest: 'fresh' },
  descriptor: { by: 'root', guest: 'fresh' },
};

const users = { root: [], 'an ordinary user': ['--user', '1000:1000'] };

const runs = (['pipe', 'terminal'] as const).flatMap((stdout) =>
  (Object.keys(users) as (keyof typeof users)[]).map((user) => ({ user, stdout })),
);

describe.each(runs)('as $user, with a $stdout', ({ user, stdout }) => {
  const left = Object.entries(pairs).filter(
    ([, { by, on = 'pipe' }]) => (by === undefined || by === user) && on === stdout,
  );
  let ran: Ran;
  let place: ReturnType<typeof temporaryFolder>;

  beforeAll(async () => {
    vi.setConfig({ hookTimeout: 600_000 });
    place = temporaryFolder();
    const program = compileFile(join(place.path, 'leave'), join(fixtures, 'attacks/leave.c'));
    const programs = join(place.path, 'programs');
    mkdirSync(programs);
    for (const name of left.flatMap(([what], index) => programNames(what, index)))
      linkSync(program, join(programs, name));
    ran = await umlRun([
      ...kernelWords(...kernels),
      ...['--timeout', '20', '--stdout', stdout, '--quiet', ...inTurn, ...users[user]],
      programs,
    ]);
  }, 600_000);

  afterAll(async () => {
    await ran?.remove();
    await place?.remove();
  });

  describe.each(kernels)('on %s', (kernel) => {
    test.each(left.map(([what, { guest }], index) => ({ what, guest, index })))('$what', ({ what, guest, index }) => {
      const [leaver, finder] = programNames(what, index).map((name) => ({
        ...ran.test(name, kernel),
        boot: ran
          .bytes(name, 'stdout', kernel)
          .toString()
          .match(/^boot .*/)?.[0],
      }));
      expect(leaver).toMatchObject({ verdict: 'passed', boot: expect.stringMatching(/^boot [0-9a-f-]{36}$/) });
      expect(finder).toMatchObject({ verdict: 'passed', boot: expect.stringMatching(/^boot [0-9a-f-]{36}$/) });
      expect(finder!.boot === leaver!.boot ? 'same' : 'fresh').toBe(guest);
    });
  });
});

test('a file of a folder that is partly hidden, changed in place', async () => {
  const program = compileFile(join(ownFolder(), 'leave'), join(fixtures, 'attacks/leave.c'));
  const programs = ownFolder();
  for (const name of programNames('copy', 0)) linkSync(program, join(programs, name));
  const ran = await umlRun([...kernelWords('7.2'), '--rootfs', 'host', '--quiet', ...inTurn, programs]);
  expect(ran.results.tests).toMatchObject([
    { verdict: 'passed', guest: expect.stringMatching(/-1$/) },
    { verdict: 'passed', guest: expect.stringMatching(/-2$/) },
  ]);
  expect(ran.results.guests[1]!.started.why).toMatch(/^00-0-leave-copy changed what others would find in it: \/etc$/);
  await ran.remove();
});

test('a file in memory that nobody may change any more, as kernels since 6.1 have it', async () => {
  const program = compileFile(join(ownFolder(), 'leave'), join(fixtures, 'attacks/leave.c'));
  const programs = ownFolder();
  for (const name of ['immutable', 'first-process'].flatMap(programNames)) linkSync(program, join(programs, name));
  const ran = await umlRun([...kernelWords('7.2'), '--quiet', ...inTurn, programs]);
  expect(ran.results.tests.map(({ verdict }) => verdict)).toEqual(['passed', 'passed', 'passed', 'passed']);
  expect(ran.results.guests.map(({ started }) => started.why)).toEqual([
    'the first guest of its kernel',
    expect.stringMatching(/^00-0-leave-immutable changed what others would find in it: \/$/),
    expect.stringMatching(/^01-0-leave-first-process changed what others would find in it: \/proc\/1\/exe$/),
  ]);
  await ran.remove();
});

test('a network that is given up late, for a socket in flight is in it, costs no guest', async () => {
  const program = compileFile(join(ownFolder(), 'leave'), join(fixtures, 'attacks/leave.c'));
  const programs = ownFolder();
  const pairs = Array.from({ length: 20 }, (_, index) => programNames('port', index)).flat();
  for (const name of pairs) linkSync(program, join(programs, name));
  const ran = await umlRun([...kernelWords('7.2'), '--user', '1000:1000', '--quiet', ...inTurn, programs]);
  expect(ran.results.guests.map(({ started }) => started.why)).toEqual(['the first guest of its kernel']);
  expect(ran.results.totals.passed).toBe(pairs.length);
  await ran.remove();
});

/** The leaver and the finder, which run one after the other. */
function programNames(what: string, index: number): string[] {
  const number = String(index).padStart(2, '0');
  return [`${number}-0-leave-${what}`, `${number}-1-find-${what}`];
}
