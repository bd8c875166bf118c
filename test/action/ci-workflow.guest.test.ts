/** The job of the CI workflow that runs the action on itself: the inputs and the expectation are the workflow's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultFolder } from '../../src/cache/default-folder.ts';
import { root } from '../support/command.ts';
import { anySeries } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { Job } from './runner.ts';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
}

test('as many tests pass as the workflow expects', async () => {
  const workflow = parse(readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8'));
  const steps: Step[] = workflow.jobs.action.steps;
  const at = steps.findIndex(({ uses }) => uses === './');
  const [action, check] = [steps[at]!, steps[at + 1]!];
  expect(check.env?.PASSED).toContain('steps.kernels.outputs.passed');
  const tests = action.with!.tests!.replaceAll('fixtures/', `${root}/fixtures/`);
  const { exitCode, outputs } = await new Job(ownFolder()).step({
    tests,
    kernel: `distro:${anySeries}`,
    cache: defaultFolder(),
  });
  expect(exitCode).toBe(0);
  const checked = await execa('bash', ['-eo', 'pipefail', '-c', check.run!], {
    env: { PASSED: outputs.passed },
    reject: false,
  });
  expect(checked.exitCode).toBe(0);
});
