/** What actionlint (`npm run lint`) does not ask of a workflow: little trust, pinned actions, and an end. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
}

type Permissions = Record<string, string>;

/** Has steps, or is another workflow of this repository, which `uses` names. */
interface Job {
  permissions?: Permissions;
  'timeout-minutes'?: number;
  steps?: Step[];
  uses?: string;
}

interface Workflow {
  permissions?: Permissions;
  defaults?: { run?: { shell?: string } };
  jobs: Record<string, Job>;
}

/** What a job may write to, beyond reading the repository. */
const writes: Record<string, string[]> = {
  'kernels.yml': ['kernels: contents', 'kernels: id-token', 'kernels: attestations'],
  'release.yml': ['release: contents'],
};

const folder = join(import.meta.dirname, '../../.github/workflows');

describe.each(readdirSync(folder))('%s', (name) => {
  const workflow: Workflow = parse(readFileSync(join(folder, name), 'utf8'));
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps ?? []);

  test('only reads the repository, but for a job that names what it writes to', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const writable = Object.entries(workflow.jobs).flatMap(([job, { permissions = {} }]) =>
      Object.entries(permissions).flatMap(([scope, access]) => (access === 'read' ? [] : [`${job}: ${scope}`])),
    );
    expect(writable).toEqual(writes[name] ?? []);
  });

  test('runs its steps in bash, so that a failure in a pipe counts', () => {
    expect(workflow.defaults?.run?.shell).toBe('bash');
  });

  test('has a time limit for each job that has steps', () => {
    for (const job of jobs) if (job.steps) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  test("pins GitHub's own actions to a major version, and any other to a commit", () => {
    const used = [...jobs, ...steps].flatMap(({ uses }) => (uses === undefined || uses.startsWith('./') ? [] : [uses]));
    for (const uses of used) expect(uses).toMatch(/^(actions\/[a-z-]+@v\d+|[\w./-]+@[0-9a-f]{40})$/);
  });

  test('passes values to scripts through the environment, never by pasting them in', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });
});
