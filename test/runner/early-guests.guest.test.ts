/** Guests whose kernels boot before the tests are known; a program in place of the kernel says what init would. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RunRecord } from '../../src/results/record.ts';
import { EarlyGuests } from '../../src/runner/early-guests.ts';
import type { RunJob } from '../../src/runner/run-job.ts';
import { runTests } from '../../src/runner/run-tests.ts';
import { noTimes } from '../support/kernel-test.ts';
import { talkerGuest, talkerTest } from '../support/talker.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const hello = 'say(control, "\\nhello %s 1.2\\n", guest); say(log, "uml-run: end of %s\\n", guest);';
const pass = (index: number) =>
  `if (test[${index}]) { say(control, "\\nstart %s\\n", test[${index}]); end_streams(test[${index}]); say(control, "\\nend %s exit 0 5\\n", test[${index}]); }`;
const bye = 'say(control, "\\nbye %s done\\n", guest);';

interface Early {
  /** How many kernels there are, and guests at a time. */
  kernels?: number;
  jobs?: number;
  names?: string[];
  /** Numbers of kernels in the order in which they were ready. */
  ready?: number[];
  signal?: AbortSignal;
}

async function runEarly(body: string, given: Early) {
  const { kernels: count = 1, jobs = 1, names = ['a', 'b'], signal = new AbortController().signal } = given;
  const { kernel, settings, scratch } = await talkerGuest(body);
  const kernels = Array.from({ length: count }, (_, index) => ({ ...kernel, spec: `./k${index}`, name: `k${index}` }));
  const { ready = kernels.keys() } = given;
  const early = new EarlyGuests(jobs);
  const started: number[] = [];
  const job: RunJob = {
    tests: names.map((name) => talkerTest(name, 5)),
    kernels,
    settingsFor: () => settings,
    early,
    output: ownFolder(),
    policy: { skipExitCodes: [77], failOn: ['warning'] },
    order: 'longest',
    times: noTimes,
    jobs,
    isolation: 'shared',
    bootTimeoutSeconds: 20,
    outputLimit: 1 << 20,
    retries: 0,
    repeat: 1,
    untilFail: false,
  };
  const record = new RunRecord();
  const guestFolders = () =>
    [scratch.folder, ...scratch.memory.owned].filter(existsSync).flatMap((path) => readdirSync(path));
  try {
    for (const index of ready) early.start(kernels[index]!, settings, names.length);
    started.push(guestFolders().filter((name) => /^early-.*-own$/.test(name)).length);
    for await (const event of runTests(job, signal)) record.apply(event);
  } finally {
    await early.end();
    const left = guestFolders().filter((name) => name !== 'share');
    expect(left).toEqual([]);
    scratch.remove();
  }
  expect(existsSync(scratch.folder)).toBe(false);
  const { tests, guests } = record.results();
  return {
    started,
    guests: guests.length,
    first: guests[0]?.kernel,
    verdicts: tests.map(({ verdict, reason }) => `${verdict} ${reason}`),
  };
}

test('the first guest of a kernel takes the tests, though it was started before they were known', async () => {
  const ran = await runEarly(`${hello} ${pass(0)} ${pass(1)} ${bye}`, {});
  expect(ran).toMatchObject({ started: [1], guests: 1, verdicts: ['passed exit', 'passed exit'] });
});

test.each([
  [1, 1],
  [2, 2],
  [9, 3],
])('of three kernels with --jobs %i, %i start early', async (jobs, early) => {
  // One test each: for a second one, a second guest may pay.
  const ran = await runEarly(`${hello} ${pass(0)} ${bye}`, { kernels: 3, jobs, names: ['a'] });
  expect(ran).toMatchObject({ started: [early], guests: 3, verdicts: Array(3).fill('passed exit') });
});

test('the kernel that was ready first is the first to run tests, where not all can run them at the same time', async () => {
  const ran = await runEarly(`${hello} ${pass(0)} ${bye}`, { kernels: 2, jobs: 1, names: ['a'], ready: [1, 0] });
  expect(ran).toMatchObject({ started: [1], guests: 2, first: 'k1', verdicts: ['passed exit', 'passed exit'] });
});

test('a kernel that cannot boot is tried again, and then given up, as one that is started late', async () => {
  const ran = await runEarly('return 9;', {});
  expect(ran).toMatchObject({ started: [1], guests: 2, verdicts: ['errored boot-failed', 'errored boot-failed'] });
});

test('what is interrupted before its tests are known leaves no guest, though that would run for ever', async () => {
  const ran = await runEarly('for (;;) pause();', {
    kernels: 2,
    jobs: 2,
    signal: AbortSignal.abort(new Error('ctrl-C')),
  });
  expect(ran).toMatchObject({ started: [2], guests: 0 });
});
