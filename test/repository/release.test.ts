/** How a version is released: each `run` of the release workflow, as GitHub runs it, with a `gh` that answers for GitHub. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { pinnedKernels } from '../../scripts/pin-kernels.ts';
import { releaseNotes } from '../../scripts/release-notes.ts';
import { openStorePlace } from '../../src/kernel/store/store-place.ts';
import { root } from '../support/command.ts';
import { entryFor, indexOf, key, signed, writeStoreFolder } from '../support/kernel-store.ts';
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

const index = indexOf([entryFor('9.8.7', Buffer.from('its archive'))]);

describe('notes of a release', () => {
  test('are the section of its version', () => {
    expect(releaseNotes(changelog, '1.10.0')).toBe('### Added\n\n- A thing.\n');
    expect(releaseNotes(changelog, '1.1.0')).toBe('- Another.\n');
  });

  test.each([
    ['1.1.0-rc1', '"1.1.0-rc1" in package.json is not a version'],
    ['1.1', '"1.1" in package.json is not a version'],
    ['2.0.0', 'no section "## [2.0.0]"'],
  ])('of version %s: %s', (version, message) => {
    expect(() => releaseNotes(changelog, version)).toThrow(message);
  });

  test('of headings alone are none', () => {
    const empty = '## [1.0.0]\n\n### Added\n\n## [0.9.0]\n\n- Something.\n';
    expect(() => releaseNotes(empty, '1.0.0')).toThrow('says nothing of 1.0.0');
  });
});

describe('the kernels of a release', () => {
  const written = (content = signed(index)) => {
    const folder = ownFolder();
    writeStoreFolder(folder, content);
    return folder;
  };

  test('are those that the store has, and no others are taken', async () => {
    const folder = ownFolder();
    writeFileSync(join(folder, 'kernels.json'), pinnedKernels('kernels-2026-11-26-0833', written(), key));
    const repository = 'https://github.com/org/uml-run';
    expect(await openStorePlace({ repository }, key, folder)).toMatchObject({
      base: new URL(`${repository}/releases/download/kernels-2026-11-26-0833/`),
      trust: index,
    });
  });

  test.each([
    ['without a key', signed(index), '', 'no key to check the index with'],
    ['with another key', signed(index), '0'.repeat(64), 'was not signed with the key'],
    ['expired', signed({ ...index, expires: '2026-01-01T00:00:00.000Z' }), key, 'has expired'],
  ])('%s: an error', (_, content, trusted, message) => {
    expect(() => pinnedKernels('kernels-2026-11-26-0833', written(content), trusted)).toThrow(message);
  });
});

describe('the release workflow', () => {
  test('publishes the package with its notes, tags a commit with the digests of the kernels, and moves the major tag', async () => {
    const { failed, calls, notes, major, kernels, packed } = await release('1.10.0', ['v1', 'v1.9.0']);
    expect(failed).toBeUndefined();
    expect(calls).toContain(
      'release create v1.10.0 uml-run-1.10.0.tgz --verify-tag --title v1.10.0 --notes-file notes.md',
    );
    expect(notes).toBe('### Added\n\n- A thing.\n');
    expect(kernels).toEqual({ release: 'kernels-2026-11-26-0833', index });
    expect(packed).toContain('package/dist/kernels.json');
    // Whoever names the major version gets the newest kernels.
    expect(major).toEqual({ subject: '1.10.0', hasKernels: false });
  });

  test.each(['v1.10.1', 'v1.11.0'])('leaves the major tag where the newer %s is', async (newer) => {
    const { failed, major } = await release('1.10.0', ['v1', 'v1.9.0', newer]);
    expect([failed, major.subject]).toEqual([undefined, 'before']);
  });

  test.each(['v1.11.0-rc1', 'v1.10.0.1', 'v10.0.0', 'v1.11'])('takes no notice of the tag %s', async (other) => {
    const { failed, major } = await release('1.10.0', ['v1', other]);
    expect([failed, major.subject]).toEqual([undefined, '1.10.0']);
  });

  test('leaves the major tag when the release can still be changed', async () => {
    const { failed, major } = await release('1.10.0', ['v1'], { immutable: 'false' });
    expect([failed, major.subject]).toEqual(['Nobody can change the release any more', 'before']);
  });

  test('publishes nothing when the changelog lacks the version', async () => {
    const { failed, said, calls, major } = await release('1.2.0', ['v1']);
    expect([failed, calls, major.subject]).toEqual(['Make the notes', [], 'before']);
    expect(said).toBe('::error::CHANGELOG.md has no section "## [1.2.0]"');
  });

  test('publishes nothing when the tag is there already', async () => {
    const { failed, calls, major } = await release('1.10.0', ['v1', 'v1.10.0']);
    expect([failed, major.subject]).toEqual(['Push the tag, and the commit that only it names', 'before']);
    expect(calls.filter((call) => call.startsWith('release create'))).toEqual([]);
  });

  test('publishes nothing when the store was signed with another key', async () => {
    const { failed, calls, tagged } = await release('1.10.0', ['v1'], { trusted: '0'.repeat(64) });
    expect([failed, tagged]).toEqual(['Bind the version to the newest kernels', false]);
    expect(calls.filter((call) => call.startsWith('release create'))).toEqual([]);
  });

  test('publishes nothing when there is a store, and no key to check it with', async () => {
    const { failed, said, tagged } = await release('1.10.0', ['v1'], { trusted: '' });
    expect([failed, tagged]).toEqual(['Bind the version to the newest kernels', false]);
    expect(said).toMatch(/^::error::src\/kernel\/store\/public-key\.ts has no key/);
  });

  test('as long as there is no store, publishes a version without digests', async () => {
    const { failed, kernels, packed, major } = await release('1.10.0', ['v1'], { releases: ['kernels', 'v1.9.0'] });
    expect([failed, kernels]).toEqual([undefined, undefined]);
    expect(packed).not.toContain('package/dist/kernels.json');
    expect(major.subject).toBe('1.10.0');
  });
});

interface Step {
  name?: string;
  run?: string;
}

interface Repository {
  /** What GitHub says of the release that was made. */
  immutable: string;
  /** The public key in the sources. */
  trusted: string;
  /** Those that there are before. */
  releases: string[];
}

/**
 * Runs the steps on the branch of a repository that has tags, up to the first step that fails.
 * @returns `major`: the subject of the commit that `v1` then names, which is `before` where it has not moved
 */
async function release(version: string, tags: string[], more: Partial<Repository> = {}) {
  const {
    immutable = 'true',
    trusted = key,
    releases = ['kernels', 'kernels-2026-11-26-0833', 'kernels-2026-10-02-0833'],
  } = more;
  const folder = ownFolder();
  const [origin, work, path, calls] = ['origin', 'work', 'path', 'calls'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  const git = (...words: string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a', ...words], { cwd: work });
  mkdirSync(work);
  writeSources(work, version, trusted);
  await git('init', '--quiet', '--bare', origin);
  await git('init', '--quiet');
  await git('commit', '--quiet', '--allow-empty', '-m', 'before');
  for (const tag of tags) await git('tag', tag);
  await git('add', '.');
  await git('commit', '--quiet', '-m', version);
  await git('remote', 'add', 'origin', origin);
  await git('push', '--quiet', 'origin', '--tags', 'HEAD');
  mkdirSync(path);
  writeGitHub(path, { calls, releases, immutable });
  const failed = await firstFailed(work, {
    GITHUB_ENV: join(folder, 'variables'),
    GITHUB_REPOSITORY: 'org/uml-run',
    PATH: [path, process.env.PATH].join(delimiter),
  });
  const inOrigin = async (...words: string[]) => (await execa('git', words, { cwd: origin, reject: false })).stdout;
  const pinned = await inOrigin('show', `v${version}:dist/kernels.json`);
  const tarball = join(work, `uml-run-${version}.tgz`);
  return {
    failed: failed?.name,
    said: failed?.stderr,
    calls: readFileSync(calls, 'utf8').split('\n').slice(0, -1),
    notes: readFileSync(join(work, 'notes.md'), 'utf8'),
    kernels: pinned === '' ? undefined : JSON.parse(pinned),
    tagged: (await inOrigin('tag', '--list', `v${version}`)) !== '',
    packed: existsSync(tarball) ? (await execa('tar', ['--list', '--file', tarball])).stdout.split('\n') : [],
    major: {
      subject: await inOrigin('log', '-1', '--format=%s', 'v1'),
      hasKernels: (await inOrigin('show', 'v1:dist/kernels.json')) !== '',
    },
  };
}

/** What the steps read: the package and its changelog, and what the scripts import. */
function writeSources(work: string, version: string, trusted: string): void {
  const manifest = { name: 'uml-run', version, type: 'module', files: ['dist'] };
  writeFileSync(join(work, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(work, 'CHANGELOG.md'), changelog);
  mkdirSync(join(work, 'dist'));
  writeFileSync(join(work, 'dist/cli.js'), '');
  const names = ['cache/validate', 'model/errors', 'kernel/release/versions'];
  const ofStore = ['store-index', 'store-keys'].map((name) => `kernel/store/${name}`);
  const scripts = ['annotated', 'release-notes', 'pin-kernels'].map((name) => `scripts/${name}.ts`);
  for (const path of [...scripts, ...[...names, ...ofStore].map((name) => `src/${name}.ts`)])
    cpSync(join(root, path), join(work, path));
  writeFileSync(join(work, 'src/kernel/store/public-key.ts'), `export const ownPublicKey = '${trusted}';\n`);
}

/** A `gh` that writes down what it is told, has releases, and a signed index in each. */
function writeGitHub(path: string, { calls, releases, immutable }: { calls: string } & Omit<Repository, 'trusted'>) {
  const store = join(path, 'store');
  mkdirSync(store);
  writeStoreFolder(store, signed(index));
  writeFileSync(calls, '');
  const script = `#!/bin/sh
echo "$@" >> ${calls}
case "$1 $2" in
'release list') printf '%s\\n' ${releases.join(' ')} ;;
'release download') cp -r ${store} . ;;
'api '*) echo ${immutable} ;;
esac
`;
  writeFileSync(join(path, 'gh'), script, { mode: 0o755 });
}

/** What a step writes to the runner's file of variables, those after it have. */
async function firstFailed(
  cwd: string,
  env: { GITHUB_ENV: string } & Record<string, string>,
): Promise<(Step & { stderr: string }) | undefined> {
  const workflow = parse(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8'));
  const steps: Step[] = workflow.jobs.release.steps;
  writeFileSync(env.GITHUB_ENV, '');
  for (const step of steps) {
    if (step.run === undefined) continue;
    const set = readFileSync(env.GITHUB_ENV, 'utf8').split('\n').filter(Boolean);
    const { failed, stderr } = await execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd,
      env: { ...env, ...Object.fromEntries(set.map((line) => line.split('='))) },
      reject: false,
    });
    if (failed) return { ...step, stderr };
  }
  return undefined;
}
