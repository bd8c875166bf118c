/** What a version tag sets off: each `run` of the release workflow, as GitHub runs it, with a `gh` that only writes down. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { releaseNotes } from '../../scripts/release-notes.ts';
import { root } from '../support/command.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const changelog = `# Changelog

## [Unreleased]

## [1.10.0] - 2027-02-03

### Added

- A thing.

## [1.1.0] - 2027-01-02

- Another.

[1.10.0]: https://example.org/1.10.0
[1.1.0]: https://example.org/1.1.0
`;

describe('notes of a release', () => {
  test('are the section of its version', () => {
    expect(releaseNotes(changelog, 'v1.10.0', '1.10.0')).toBe('### Added\n\n- A thing.\n');
    expect(releaseNotes(changelog, 'v1.1.0', '1.1.0')).toBe('- Another.\n');
  });

  test.each([
    ['v1.1.0', '1.10.0', 'the tag is "v1.1.0", but package.json has version "1.10.0"'],
    ['v1.1.0-rc1', '1.1.0', 'the tag is "v1.1.0-rc1"'],
    ['v1.1', '1.1', 'no section "## [1.1]"'],
    ['v2.0.0', '2.0.0', 'no section "## [2.0.0]"'],
  ])('%s of version %s: %s', (tag, version, message) => {
    expect(() => releaseNotes(changelog, tag, version)).toThrow(message);
  });

  test('of headings alone are none', () => {
    const empty = '## [1.0.0]\n\n### Added\n\n## [0.9.0]\n\n- Something.\n';
    expect(() => releaseNotes(empty, 'v1.0.0', '1.0.0')).toThrow('says nothing of 1.0.0');
  });
});

describe('the release workflow', () => {
  test('publishes the package with its notes, and moves the major tag', async () => {
    const { failed, calls, notes, major } = await release('v1.10.0', ['v1', 'v1.9.0']);
    expect(failed).toBeUndefined();
    expect(calls[0]).toBe(
      'release create v1.10.0 uml-run-1.10.0.tgz --verify-tag --title v1.10.0 --notes-file notes.md',
    );
    expect(notes).toBe('### Added\n\n- A thing.\n');
    expect(major).toBe('v1.10.0');
  });

  test('leaves the major tag where a newer release is', async () => {
    const { failed, major } = await release('v1.1.0', ['v1', 'v1.9.0', 'v1.10.0']);
    expect([failed, major]).toEqual([undefined, 'before']);
  });

  test('leaves the major tag when the release can still be changed', async () => {
    const { failed, major } = await release('v1.10.0', ['v1'], 'false');
    expect([failed, major]).toEqual(['Nobody can change the release any more', 'before']);
  });

  test('publishes nothing when the changelog lacks the version', async () => {
    const { failed, calls, major } = await release('v1.2.0', ['v1']);
    expect([failed, calls, major]).toEqual(['Make the notes and the package', [], 'before']);
  });
});

interface Step {
  name?: string;
  run?: string;
}

/**
 * Pushes a tag to a repository that has others, and runs the steps up to the first that fails.
 * @returns `major`: the tag whose commit `v1` then names, or `before` where it has not moved
 */
async function release(tag: string, others: string[], immutable = 'true') {
  const folder = ownFolder();
  const [origin, work, path] = [join(folder, 'origin'), join(folder, 'work'), join(folder, 'path')];
  const git = (...words: string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a', ...words], { cwd: work });
  mkdirSync(work);
  writePackage(work, tag);
  await git('init', '--quiet', '--bare', origin);
  await git('init', '--quiet');
  await git('commit', '--quiet', '--allow-empty', '-m', 'before');
  for (const other of others) await git('tag', other);
  await git('commit', '--quiet', '--allow-empty', '-m', tag);
  await git('tag', tag);
  await git('remote', 'add', 'origin', origin);
  await git('push', '--quiet', '--tags', 'origin');
  mkdirSync(path);
  const calls = join(folder, 'calls');
  writeFileSync(calls, '');
  writeFileSync(join(path, 'gh'), `#!/bin/sh\necho "$@" >> ${calls}\n[ "$1" = release ] || echo ${immutable}\n`, {
    mode: 0o755,
  });
  const failed = await firstFailed(work, {
    GITHUB_REF_NAME: tag,
    GITHUB_REPOSITORY: 'org/uml-run',
    PATH: [path, process.env.PATH].join(delimiter),
  });
  const said = await execa('git', ['log', '-1', '--format=%s', 'v1'], { cwd: origin });
  return {
    failed: failed?.name,
    calls: readFileSync(calls, 'utf8').split('\n').slice(0, -1),
    notes: readFileSync(join(work, 'notes.md'), 'utf8'),
    major: said.stdout,
  };
}

/** What the steps read: a package of that version, and its changelog. */
function writePackage(work: string, tag: string): void {
  const manifest = { name: 'uml-run', version: tag.slice(1), type: 'module' };
  writeFileSync(join(work, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(work, 'CHANGELOG.md'), changelog);
  mkdirSync(join(work, 'scripts'));
  cpSync(join(root, 'scripts/release-notes.ts'), join(work, 'scripts/release-notes.ts'));
}

async function firstFailed(cwd: string, env: Record<string, string>): Promise<Step | undefined> {
  const workflow = parse(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8'));
  const steps: Step[] = workflow.jobs.release.steps;
  for (const step of steps) {
    if (step.run === undefined) continue;
    const { failed } = await execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd,
      env,
      reject: false,
    });
    if (failed) return step;
  }
  return undefined;
}
