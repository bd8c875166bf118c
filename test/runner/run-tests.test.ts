import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTests } from '../../src/runner/run-tests.ts';
import { noTimes } from '../support/kernel-test.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('an output folder whose logs cannot be written is an error that says so', async () => {
  const output = ownFolder();
  writeFileSync(join(output, 'logs'), '');
  const nothing = () => {
    throw new Error('no guest is started');
  };
  const job = {
    tests: [],
    kernels: [],
    settingsFor: nothing,
    output,
    policy: { skipExitCodes: [], failOn: [] },
    order: 'given',
    times: noTimes,
    jobs: 1,
    isolation: 'shared',
    bootTimeoutSeconds: 1,
    outputLimit: 1,
    retries: 0,
    repeat: 1,
    untilFail: false,
  } as const;
  const events = runTests(job, new AbortController().signal);
  await expect(events.next()).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringMatching(/^cannot use output folder ".*": something else is there already/),
  });
});
