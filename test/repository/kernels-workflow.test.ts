/** What the workflow that publishes kernels asks before it builds them, with a `gh` that answers for GitHub. */
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../support/command.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test.each([
  ['can be changed', 'echo false', 0],
  ['is immutable', 'echo true', 1],
  ['is not there', 'echo \'{"message": "Not Found"}\'; exit 1', 1],
])('where the release with the newest kernels %s', async (_, gh, expected) => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'gh'), `#!/bin/sh\n${gh}\n`, { mode: 0o755 });
  const { exitCode, stdout } = await execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', firstScript()], {
    env: { GITHUB_REPOSITORY: 'org/uml-run', PATH: [folder, process.env.PATH].join(delimiter) },
    reject: false,
  });
  expect(exitCode).toBe(expected);
  expect(stdout.startsWith('::error::make the release "kernels"')).toBe(expected === 1);
});

function firstScript(): string {
  const workflow = parse(readFileSync(join(root, '.github/workflows/kernels.yml'), 'utf8'));
  const steps: { run?: string }[] = workflow.jobs.kernels.steps;
  return steps.find(({ run }) => run !== undefined)?.run ?? '';
}
