/** What actionlint (`npm run lint`) does not ask of a workflow: little trust, pinned actions, and an end. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
}

interface Workflow {
  permissions?: Record<string, string>;
  defaults?: { run?: { shell?: string } };
  jobs: Record<string, { 'timeout-minutes'?: number; steps: Step[] }>;
}

/** What a workflow may write to, beyond reading the repository. */
const writes: Record<string, string[]> = { 'release.yml': ['contents'] };

const folder = join(import.meta.dirname, '../../.github/workflows');

describe.each(readdirSync(folder))('%s', (name) => {
  const workflow: Workflow = parse(readFileSync(join(folder, name), 'utf8'));
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  test('names its permissions, and takes no more than it needs', () => {
    const writable = Object.entries(workflow.permissions ?? { all: 'write' }).filter(([, access]) => access !== 'read');
    expect(writable.map(([scope]) => scope)).toEqual(writes[name] ?? []);
  });

  test('runs its steps in bash, so that a failure in a pipe counts', () => {
    expect(workflow.defaults?.run?.shell).toBe('bash');
  });

  test('has a time limit for each job', () => {
    for (const job of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  test("pins GitHub's own actions to a major version, and any other to a commit", () => {
    const used = steps.flatMap(({ uses }) => (uses === undefined || uses.startsWith('./') ? [] : [uses]));
    for (const uses of used) expect(uses).toMatch(/^(actions\/[a-z-]+@v\d+|[\w./-]+@[0-9a-f]{40})$/);
  });

  test('passes values to scripts through the environment, never by pasting them in', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });
});
