/** How the host takes what a guest says and does not say; real kernels are in test/e2e. */
import { existsSync, writeFileSync } from 'node:fs';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Kernel } from '../../src/model/provisions.ts';
import type { TestResult } from '../../src/model/results.ts';
import type { RunEvent } from '../../src/model/run-events.ts';
import { RunRecord } from '../../src/results/record.ts';
import type { RunJob } from '../../src/runner/run-job.ts';
import { runTests } from '../../src/runner/run-tests.ts';
import { noTimes } from '../support/kernel-test.ts';
import { compileTalker, talkerGuest, talkerTest } from '../support/talker.ts';
import { ownFolder } from '../support/temporary-folder.ts';

interface Ran {
  events: RunEvent[];
  tests: TestResult[];
  /** What is ran of the guests: `k-2 after a: it died …`. */
  starts: string[];
  /** How many guests were started. */
  guests: number;
  output: string;
}

interface Run extends Partial<RunJob> {
  names?: string[];
  signal?: AbortSignal;
  onEvent?(event: RunEvent): void;
}

async function runTalker(
  body: string,
  { names = ['a', 'b'], signal = new AbortController().signal, onEvent = () => {}, ...options }: Run = {},
): Promise<Ran> {
  const output = ownFolder();
  const { kernel, settings, scratch } = await talkerGuest(body);
  const job: RunJob = {
    tests: names.map((name) => talkerTest(name, 1)),
    kernels: [kernel],
    settingsFor: () => settings,
    output,
    policy: { skipExitCodes: [77], failOn: ['warning'] },
    order: 'longest',
    times: noTimes,
    jobs: 1,
    isolation: 'shared',
    bootTimeoutSeconds: 20,
    outputLimit: 1 << 20,
    retries: 0,
    repeat: 1,
    untilFail: false,
    ...options,
  };
  const events: RunEvent[] = [];
  const record = new RunRecord();
  try {
    for await (const event of runTests(job, signal)) {
      events.push(event);
      record.apply(event);
      onEvent(event);
    }
  } finally {
    scratch.remove();
  }
  const guests = (await readdir(join(output, 'logs'))).filter((name) => name.endsWith('.log')).length;
  const { tests: ended, guests: started } = record.results();
  const starts = started.map(({ id, started: { after, why } }) => `${id} after ${after}: ${why}`);
  for (const { log } of started) expect(existsSync(join(output, log))).toBe(true);
  return { events, tests: ended, starts, guests, output };
}

function verdicts({ tests }: Ran): string[] {
  return tests.map(({ name, verdict, reason, message }) => `${name}: ${verdict}, ${reason}: ${message}`);
}

const types = ({ events }: Ran) => events.map(({ type }) => type);

const hello = 'say(control, "\\nhello %s 1.2\\n", guest); say(log, "uml-run: end of %s\\n", guest);';
const whole = (index: number, words = 'exit 0') =>
  `if (test[${index}]) { say(control, "\\nstart %s\\n", test[${index}]); end_streams(test[${index}]); say(control, "\\nend %s ${words} 5\\n", test[${index}]); }`;

test('tests end, one after another, and each has its events', async () => {
  const ran = await runTalker(`${hello} ${whole(0)} ${whole(1)} say(control, "\\nbye %s done\\n", guest);`);
  expect(verdicts(ran)).toEqual(['a: passed, exit: exited with 0', 'b: passed, exit: exited with 0']);
  expect(ran.guests).toBe(1);
  expect(types(ran).toSorted()).toEqual(
    [
      'run-started',
      'guest-started',
      'tests-given',
      'kernel-booted',
      'test-started',
      'test-started',
      'test-ended',
      'test-ended',
      'guest-ended',
      'run-ended',
    ].toSorted(),
  );
  const unrun = { attempts: 0 };
  expect(ran.events.at(0)).toMatchObject({ type: 'run-started', tests: [unrun, unrun], rounds: 1 });
  expect(ran.events).toContainEqual({ type: 'tests-given', kernel: 'k', guest: 1, tests: ['a', 'b'] });
  expect(ran.events).toContainEqual({ type: 'guest-ended', kernel: 'k', guest: 1, why: 'its tests have ended' });
  expect(ran.events.at(-1)).toEqual({ type: 'run-ended', interrupted: false });
});

test('a limit holds for a test whose start arrives before the last bytes of the one before', async () => {
  const body = `${hello}
    say(control, "\\nstart %s\\nend %s exit 0 5\\nstart %s\\n", test[0], test[0], test[1]);
    usleep(300000);
    end_streams(test[0]);
    for (;;) pause();`;
  // In the second guest `b` is alone, and ends.
  const ran = await runTalker(`if (!test[1]) { ${hello} ${whole(0)} return 0; } ${body}`);
  expect(verdicts(ran)).toEqual(['a: passed, exit: exited with 0', 'b: failed, timeout: still running after 1 s']);
}, 30_000);

test('a test whose last bytes come when the next one is late has ended all the same', async () => {
  const body = `${hello}
    say(control, "\\nstart %s\\nend %s exit 0 5\\nstart %s\\n", test[0], test[0], test[1]);
    usleep(1100000);
    end_streams(test[0]);
    for (;;) pause();`;
  const ran = await runTalker(`if (!test[1]) return 9; ${body}`);
  expect(verdicts(ran)).toEqual(['a: passed, exit: exited with 0', 'b: failed, timeout: still running after 1 s']);
  expect(ran.guests).toBe(1);
}, 30_000);

test('an end that comes after the time was up counts for nothing', async () => {
  // The second byte on the lifeline ends the guest; the test ends in between, when init is asked what it does.
  const body = `${hello} say(control, "\\nstart %s\\n", test[0]); usleep(1200000); end_streams(test[0]);
    say(control, "\\nend %s exit 0 5\\n", test[0]); for (;;) pause();`;
  const ran = await runTalker(body, { names: ['a'] });
  expect(verdicts(ran)).toEqual(['a: failed, timeout: still running after 1 s']);
});

test('a guest that ends while a test runs errors that test, and a fresh one takes the others', async () => {
  const ran = await runTalker(`${hello} say(control, "\\nstart %s\\n", test[0]); say(out, "words"); return 7;`);
  const died = "errored, guest-died: the guest's kernel ended with code 7";
  expect(verdicts(ran)).toEqual([`a: ${died}`, `b: ${died}`]);
  expect(ran.guests).toBe(2);
  expect(ran.events).toContainEqual({
    type: 'guest-ended',
    kernel: 'k',
    guest: 1,
    why: "it died while a ran: the guest's kernel ended with code 7",
  });
  expect(ran.starts[1]).toBe("k-2 after a: it died while a ran: the guest's kernel ended with code 7");
  expect(ran.tests.map(({ guest }) => guest)).toEqual(['k-1', 'k-2']);
  // The verdict of `a` says so already.
  expect(ran.events).toContainEqual(expect.objectContaining({ type: 'guest-started', isExpected: true }));
  expect(ran.events).not.toContainEqual(expect.objectContaining({ type: 'guest-started', isExpected: false }));
});

const killed = "the guest's kernel was ended by SIGKILL from outside uml-run; this machine may have run out of memory";
const kill = 'kill(getpid(), SIGKILL);';

test('a guest that this machine kills: the test that ran has one more turn, and its verdict tells of the machine', async () => {
  const ran = await runTalker(`${hello} say(control, "\\nstart %s\\n", test[0]); say(out, "words"); ${kill}`, {
    retries: 1,
  });
  expect(verdicts(ran)).toEqual([`a: errored, environment: ${killed}`, `b: errored, environment: ${killed}`]);
  // In turn: the first of each does not count, and each has a retry.
  expect(ran.tests.map(({ attempts }) => attempts)).toEqual([2, 2]);
  expect(ran.guests).toBe(6);
  expect(ran.starts[1]).toBe(`k-2 after null: a runs again: ${killed}`);
});

test('one that is not hit again has no mark of it', async () => {
  const body = `if (!test[1]) { ${hello} ${whole(0)} return 0; }
    ${hello} ${whole(0)} say(control, "\\nstart %s\\n", test[1]); say(out, "lost"); ${kill}`;
  const ran = await runTalker(body);
  expect(verdicts(ran)).toEqual(['a: passed, exit: exited with 0', 'b: passed, exit: exited with 0']);
  expect(ran.tests.map(({ attempts, failedAttempts }) => [attempts, failedAttempts])).toEqual([
    [1, 0],
    [1, 0],
  ]);
  expect(await readFile(join(ran.output, ran.tests[1]!.stdout), 'utf8')).toBe('');
});

test('a test that the host had no process for has one more turn, and those after it another guest', async () => {
  const refused = 'say(log, "start_userspace : clone failed, errno = 11\\n");';
  const ran = await runTalker(
    `${hello} ${refused} ${whole(0, 'signal 9')} ${whole(1)} say(control, "\\nbye %s done\\n", guest);`,
  );
  expect(ran.tests).toMatchObject([
    { reason: 'environment', message: expect.stringMatching(/^this machine lets the guest have no more/), attempts: 1 },
    { verdict: 'passed', attempts: 1, guest: 'k-2' },
  ]);
  const early = await runTalker(`${refused} return 1;`, { names: ['a'] });
  expect(early.tests).toMatchObject([{ reason: 'environment' }]);
});

test('guests that this machine does not let boot tell of the machine', async () => {
  const ran = await runTalker(kill, { names: ['a'] });
  expect(verdicts(ran)).toEqual([`a: errored, environment: no guest booted: ${killed}`]);
});

test("memory's file that has no room any more is the machine's fault, in the boot and in a test", async () => {
  const panic = 'say(log, "Kernel panic - not syncing: Kernel mode signal 7\\n"); abort();';
  const room = /this machine ran out of room for the guest's memory \(\/.* MB free now that it is gone\); make room, /;
  const ran = await runTalker(`${hello} say(control, "\\nstart %s\\n", test[0]); ${panic}`, { names: ['a'] });
  expect(ran.tests).toMatchObject([{ reason: 'environment', message: expect.stringMatching(room) }]);
  expect(ran.guests).toBe(2);
  const early = await runTalker(panic, { names: ['a'] });
  expect(early.tests).toMatchObject([{ reason: 'environment', message: expect.stringMatching(room) }]);
});

test('a test that ends with a code of its own has done so, whatever is logged', async () => {
  const body = `${hello} say(log, "Kernel panic - not syncing: Kernel mode signal 7\\n"); ${whole(0, 'exit 1')} ${kill}`;
  const ran = await runTalker(body, { names: ['a'] });
  expect(verdicts(ran)).toEqual(['a: failed, exit: exited with 1']);
});

test("an end without the bytes' end is none: the guest died in between", async () => {
  const ran = await runTalker(`${hello} say(control, "\\nstart %s\\nend %s exit 0 5\\n", test[0], test[0]);`, {
    names: ['a'],
  });
  expect(verdicts(ran)).toEqual(['a: errored, guest-died: the guest halted']);
});

test("nobody else's token counts", async () => {
  const body = `${hello} say(control, "\\nstart %s\\n", test[0]);
    say(control, "\\nend %s exit 0 5\\nend 00000000000000000000000000000000 exit 0 5\\n", guest);`;
  expect(verdicts(await runTalker(body, { names: ['a'] }))).toEqual(['a: errored, guest-died: the guest halted']);
});

test('a kernel that does not boot gets one more chance, and then its tests have results', async () => {
  const ran = await runTalker('return 3;');
  const message = "no guest booted: the guest's kernel ended with code 3";
  expect(verdicts(ran)).toEqual([`a: errored, boot-failed: ${message}`, `b: errored, boot-failed: ${message}`]);
  expect(ran.guests).toBe(2);
  const guest = ['guest-started', 'tests-given', 'guest-ended'];
  const tests = ['test-ended', 'test-ended'];
  expect(types(ran)).toEqual(['run-started', ...guest, ...guest, 'kernel-lost', ...tests, 'run-ended']);
  expect(ran.starts).toEqual([
    'k-1 after null: the first guest of its kernel',
    "k-2 after null: no test ran in it: the guest's kernel ended with code 3",
  ]);
  expect(ran.tests.map((one) => one.guest)).toEqual(['k-2', 'k-2']);
  const silent = await runTalker('for (;;) pause();', { names: ['a'], bootTimeoutSeconds: 0.2 });
  expect(verdicts(silent)).toEqual([
    'a: errored, boot-failed: no guest booted: no sign of life from the guest within 0.2 s',
  ]);
});

test.each([
  ['ends', 'return 3;'],
  ['is killed', kill],
  ['boots, and ends', `${hello} return 3;`],
])('a guest that was booted ahead and %s before its turn takes no test with it', async (_, end) => {
  // One that is booted ahead has no test in its boot plan; the others run theirs until it is gone.
  const body = `if (!test[0]) { ${end} } ${hello} say(control, "\\nstart %s\\n", test[0]); usleep(300000);
    end_streams(test[0]); say(control, "\\nend %s exit 0 5\\nbye %s done\\n", test[0], guest);`;
  const ran = await runTalker(body, { names: ['a', 'b', 'c'], isolation: 'test' });
  expect(verdicts(ran)).toEqual(['a', 'b', 'c'].map((name) => `${name}: passed, exit: exited with 0`));
  expect(ran.tests.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
});

test('a kernel that is another than it should be does not run tests', async () => {
  const body = `say(control, "\\nhello %s 6.6\\n", guest); for (;;) pause();`;
  expect(verdicts(await runTalker(body, { names: ['a'] }))).toEqual([
    'a: errored, boot-failed: no guest booted: the guest runs Linux 6.6, not 1.2',
  ]);
});

test('a test that cannot be started says so, and so does one that a signal ended', async () => {
  const ran = await runTalker(`${hello} ${whole(0, 'not-started 8')} ${whole(1, 'signal 11')}`);
  expect(verdicts(ran)).toEqual([
    'a: errored, not-started: cannot be started: the kernel does not know its format (ENOEXEC)',
    'b: failed, signal: killed by SIGSEGV',
  ]);
});

const notStarted = (index: number, errno: number) => whole(index, `not-started ${errno}`);

test('a start that fails in a used guest is tried in a fresh one, and costs no attempt', async () => {
  // The third starts before the guest is ended: that counts for nothing.
  const body = `if (test[2]) { ${hello} ${whole(0)} ${notStarted(1, 2)} ${whole(2, 'exit 9')} for (;;) pause(); }
    ${hello} ${whole(0)} ${whole(1, 'exit 3')} say(control, "\\nbye %s done\\n", guest);`;
  const ran = await runTalker(body, { names: ['a', 'b', 'c'] });
  expect(verdicts(ran)).toEqual([
    'a: passed, exit: exited with 0',
    'b: passed, exit: exited with 0',
    'c: failed, exit: exited with 3',
  ]);
  expect(ran.tests.map(({ attempts, guest }) => `${attempts} ${guest}`)).toEqual(['1 k-1', '1 k-2', '1 k-2']);
  expect(ran.guests).toBe(2);
  expect(ran.starts[1]).toMatch(/^k-2 after a: b could not be started in it: .*ENOENT\)$/);
  expect(ran.events).toContainEqual(expect.objectContaining({ type: 'guest-started', isExpected: false }));
  expect(ran.events).toContainEqual({
    type: 'guest-ended',
    kernel: 'k',
    guest: 1,
    why: 'b could not be started in it: the guest lacks the file, or the interpreter or loader that it names (ENOENT)',
  });
});

test('a start that fails in a fresh guest too is the last, also where the test is repeated', async () => {
  const body = `if (test[3]) { ${hello} ${whole(0)} ${notStarted(1, 2)} for (;;) pause(); }
    ${hello} ${notStarted(0, 8)} ${whole(1)} ${notStarted(2, 8)} say(control, "\\nbye %s done\\n", guest);`;
  const ran = await runTalker(body, { repeat: 2 });
  expect(verdicts(ran)).toEqual([
    'a: passed, exit: exited with 0',
    'b: errored, not-started: 2 of 2 attempts did not pass; the first: cannot be started: the kernel does not know its format (ENOEXEC)',
  ]);
  expect(ran.guests).toBe(2);
});

test('tests that cannot be started one after another are all tried in the same fresh guest', async () => {
  const body = `if (test[3]) { ${hello} ${whole(0)} ${notStarted(1, 8)} for (;;) pause(); }
    ${hello} ${notStarted(0, 8)} ${notStarted(1, 8)} ${notStarted(2, 8)} say(control, "\\nbye %s done\\n", guest);`;
  const ran = await runTalker(body, { names: ['a', 'b', 'c', 'd'] });
  expect(ran.tests.map(({ reason }) => reason)).toEqual(['exit', 'not-started', 'not-started', 'not-started']);
  expect(ran.guests).toBe(2);
});

test.each([
  ['tainted', ''],
  ['changed /proc/sys/vm/swappiness', ': /proc/sys/vm/swappiness'],
])('a guest that init gives up as %s is followed by a fresh one, which says why', async (word, detail) => {
  const body = `if (test[1]) { ${hello} ${whole(0)} say(control, "\\nbye %s ${word}\\n", guest); return 0; }
    ${hello} ${whole(0)} say(control, "\\nbye %s done\\n", guest);`;
  const ran = await runTalker(body);
  expect(ran.tests.map(({ verdict, guest }) => `${verdict} ${guest}`)).toEqual(['passed k-1', 'passed k-2']);
  expect(ran.starts[1]).toBe(`k-2 after a: a changed what others would find in it${detail}`);
});

test('a kernel that cannot tell what was changed gives each test a guest, and that is said once', async () => {
  const body = `if (test[1]) { ${hello} ${whole(0)} say(control, "\\nbye %s changed ?\\n", guest); return 0; }
    ${hello} ${whole(0)} say(control, "\\nbye %s done\\n", guest);`;
  const ran = await runTalker(body, { names: ['a', 'b', 'c'] });
  expect(ran.tests.map(({ verdict, guest }) => `${verdict} ${guest}`)).toEqual([
    'passed k-1',
    'passed k-2',
    'passed k-3',
  ]);
  expect(ran.starts.slice(1)).toEqual([
    'k-2 after a: what its test has changed is not known',
    'k-3 after b: what its test has changed is not known',
  ]);
  expect(ran.events.flatMap((event) => (event.type === 'warning' ? [event.text] : []))).toEqual([
    'k has no io_uring, which tells what a test has changed: each has a guest of its own',
  ]);
});

test('guests that an option asks for say so', async () => {
  const alone = await runTalker(`${hello} ${whole(0)} say(control, "\\nbye %s done\\n", guest);`, {
    isolation: 'test',
  });
  expect(alone.starts[1]).toBe('k-2 after a: each test has a guest of its own');
  const body = `${hello} ${whole(0, 'exit 1')} say(control, "\\nbye %s done\\n", guest);`;
  const again = await runTalker(body, { names: ['a'], retries: 1 });
  expect(again.starts[1]).toBe('k-2 after a: tests that did not pass run again');
});

test('a kernel that complains gets no other test: they run in a fresh guest', async () => {
  const body = `if (test[1]) { ${hello} say(control, "\\nstart %s\\n", test[0]); say(log, "WARNING: CPU: 0 PID: 1 at kernel/x.c:1 f+0x1/0x2\\n");
      end_streams(test[0]); say(control, "\\nend %s exit 0 5\\n", test[0]); ${whole(1, 'exit 9')} for (;;) pause(); }
    ${hello} ${whole(0)}`;
  const ran = await runTalker(body);
  const title = 'WARNING: CPU: 0 PID: 1 at kernel/x.c:1 f+0x1/0x2';
  expect(verdicts(ran)).toEqual([
    `a: failed, splat: the kernel complained: ${title}`,
    'b: passed, exit: exited with 0',
  ]);
  expect(ran.guests).toBe(2);
  expect(ran.events).toContainEqual({ type: 'splat', kernel: 'k', test: 'a', title });
  expect(ran.events).toContainEqual(
    expect.objectContaining({ type: 'guest-ended', why: 'its kernel complained while a ran' }),
  );
});

test('bytes arrive as they were written, whatever they are', async () => {
  const body = `${hello} say(control, "\\nstart %s\\n", test[0]); write(out, "\\0\\r\\033[1m\\377 no newline", 18);
    end_streams(test[0]); say(control, "\\nend %s exit 0 5\\n", test[0]);`;
  const ran = await runTalker(body, { names: ['a'] });
  const bytes = '\0\r\x1b[1m\xff no newline';
  expect(verdicts(ran)).toEqual(['a: passed, exit: exited with 0']);
  expect(await readFile(join(ran.output, ran.tests[0]!.stdout), 'latin1')).toBe(bytes);
});

test('TAP that tells of a failure fails its test, wherever in the output it does', async () => {
  const body = `${hello} say(control, "\\nstart %s\\n", test[0]); say(out, "ok 1\\n");
    for (int line = 0; line < 20000; line++) say(out, "a line that has nothing to do with it, of some length\\n");
    say(out, "not ok 2 - reads\\n");
    for (int line = 0; line < 20000; line++) say(out, "a line that has nothing to do with it, of some length\\n");
    say(out, "1..2\\n"); end_streams(test[0]); say(control, "\\nend %s exit 0 5\\n", test[0]);
    ${whole(1)} say(control, "\\nbye %s done\\n", guest);`;
  // The file has the first and the last 50 KB of it alone.
  const ran = await runTalker(body, { outputLimit: 100_000 });
  expect(verdicts(ran)).toEqual([
    'a: failed, subtests: exited with 0, but 1 of 2 subtests failed: reads',
    'b: passed, exit: exited with 0',
  ]);
  expect(ran.tests[0]!.subtests.map(({ verdict }) => verdict)).toEqual(['passed', 'failed']);
}, 30_000);

test('of repeated rounds, what the first bad one wrote is kept, however close the next one follows', async () => {
  // The second round starts before the last bytes of the first are heard.
  const body = `${hello} say(control, "\\nstart %s\\nend %s exit 1 5\\nstart %s\\n", test[0], test[0], test[1]);
    say(out, "second round, to be"); say(out, ""); usleep(100000);
    end_streams(test[0]); say(out, "good"); end_streams(test[1]); say(control, "\\nend %s exit 0 5\\n", test[1]);
    say(control, "\\nbye %s done\\n", guest);`;
  const ran = await runTalker(body, { names: ['a'], repeat: 2 });
  expect(verdicts(ran)).toEqual(['a: failed, exit: 1 of 2 attempts did not pass; the first: exited with 1']);
  const folder = join(ran.output, 'logs/k');
  expect((await readdir(folder)).toSorted()).toEqual(['a.later.stderr', 'a.later.stdout', 'a.stderr', 'a.stdout']);
  expect(await readFile(join(folder, 'a.stdout'), 'latin1')).toBe('second round, to be');
  expect(await readFile(join(folder, 'a.later.stdout'), 'latin1')).toBe('good');
});

test('until-fail ends the run with the first that does not pass; what had no turn says so', async () => {
  const ran = await runTalker(`${hello} ${whole(0, 'exit 1')} for (;;) pause();`, { untilFail: true });
  expect(verdicts(ran)).toEqual([
    'a: failed, exit: exited with 1',
    'b: errored, not-started: the run ended before its turn',
  ]);
  expect(ran.guests).toBe(1);
});

function kernelOf(name: string, body: string): Kernel {
  const path = compileTalker(body);
  return { spec: path, name, version: '1.2', source: '', path, sha256: '' };
}

test('until-fail ends tests that run on other kernels at that moment, and guests that boot', async () => {
  const folder = ownFolder();
  // The guest's user may look for the file in it.
  await chmod(folder, 0o755);
  const started = join(folder, 'started');
  const fails = `${hello} while (access("${started}", F_OK)) usleep(1000); ${whole(0, 'exit 1')} for (;;) pause();`;
  const runs = `${hello} say(control, "\\nstart %s\\n", test[0]); for (;;) pause();`;
  const kernels = [kernelOf('fails', fails), kernelOf('runs', runs), kernelOf('boots', 'for (;;) pause();')];
  const ran = await runTalker('', {
    kernels,
    tests: ['a', 'b'].map((name) => talkerTest(name, 3600)),
    jobs: 3,
    bootTimeoutSeconds: 3600,
    untilFail: true,
    onEvent: (event) => void (event.type === 'test-started' && writeFileSync(started, '')),
  });
  expect(ran.tests.map(({ kernel, name, reason, attempts }) => [kernel, name, reason, attempts])).toEqual([
    ['fails', 'a', 'exit', 1],
    ['fails', 'b', 'not-started', 0],
    ['runs', 'a', 'not-started', 0],
    ['runs', 'b', 'not-started', 0],
    ['boots', 'a', 'not-started', 0],
    ['boots', 'b', 'not-started', 0],
  ]);
  expect(ran.guests).toBe(3);
  expect(ran.events.at(-1)).toEqual({ type: 'run-ended', interrupted: false });
  expect(types(ran)).not.toContain('kernel-lost');
});

test('until-fail ends the run on all kernels when one of them does not boot', async () => {
  const kernels = [
    kernelOf('broken', ''),
    kernelOf('k', `${hello} ${whole(0)} say(control, "\\nbye %s done\\n", guest);`),
  ];
  // The kernels take turns: when the broken one is given up, the other has run one test.
  const ran = await runTalker('', { kernels, jobs: 1, isolation: 'test', untilFail: true });
  expect(ran.tests.map(({ kernel, name, reason, attempts }) => [kernel, name, reason, attempts])).toEqual([
    ['broken', 'a', 'boot-failed', 1],
    ['broken', 'b', 'not-started', 0],
    ['k', 'a', 'exit', 1],
    ['k', 'b', 'not-started', 0],
  ]);
});

test('a program that cannot run here has its result without a guest', async () => {
  const problem = 'is for aarch64';
  const ran = await runTalker(`${hello} ${whole(0)} say(control, "\\nbye %s done\\n", guest);`, {
    tests: ['a', 'b'].map((name) => ({
      name,
      program: {
        path: `/${name}`,
        format: 'elf-static',
        libraries: [],
        siblings: [],
        ...(name === 'a' && { problem }),
      },
      arguments: [],
      environment: {},
      timeoutSeconds: 1,
    })),
  });
  expect(verdicts(ran)).toEqual([`a: errored, not-started: ${problem}`, 'b: passed, exit: exited with 0']);
});

test('until-fail runs nothing when a program cannot run here', async () => {
  const tests = ['a', 'b'].map((name) => talkerTest(name, 1));
  tests[1]!.program.problem = 'is for aarch64';
  const ran = await runTalker('', { tests, untilFail: true });
  expect(verdicts(ran)).toEqual([
    'a: errored, not-started: the run ended before its turn',
    'b: errored, not-started: is for aarch64',
  ]);
  expect(ran.guests).toBe(0);
});

test('an abort ends the guests, and reports nothing that did not happen', async () => {
  const controller = new AbortController();
  const ran = await runTalker(`${hello} say(control, "\\nstart %s\\n", test[0]); for (;;) pause();`, {
    signal: controller.signal,
    onEvent: ({ type }) => type === 'test-started' && controller.abort(new Error('ctrl-C')),
  });
  const booted = ['guest-started', 'tests-given', 'kernel-booted'];
  expect(types(ran)).toEqual(['run-started', ...booted, 'test-started', 'run-ended']);
  expect(ran.events.at(-1)).toEqual({ type: 'run-ended', interrupted: true });
});

test('whoever stops listening ends the run', async () => {
  const before = performance.now();
  const run = runTalker(`${hello} say(control, "\\nstart %s\\n", test[0]); for (;;) pause();`, {
    tests: [
      {
        name: 'a',
        program: { path: '/a', format: 'elf-static', libraries: [], siblings: [] },
        arguments: [],
        environment: {},
        timeoutSeconds: 3600,
      },
    ],
    onEvent({ type }) {
      if (type === 'test-started') throw new Error('the disk is full');
    },
  });
  await expect(run).rejects.toThrow('the disk is full');
  expect(performance.now() - before).toBeLessThan(60_000);
});

test('while slots are free, the known time of a test is looked up once for its order, and once to see what pays', async () => {
  const asked = new Map<string, number>();
  const times = {
    ...noTimes,
    // No second guest pays, so it is asked again and again whether one does.
    bootSeconds: () => 1000,
    expectedSeconds({ name }: { name: string }) {
      asked.set(name, (asked.get(name) ?? 0) + 1);
      return 1;
    },
  };
  const body = `${hello} usleep(300000); ${whole(0)} say(control, "\\nbye %s done\\n", guest);`;
  await runTalker(body, { names: ['a', 'b', 'c'], jobs: 3, times });
  expect([...asked.values()]).toEqual([2, 2, 2]);
});
