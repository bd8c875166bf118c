/** What the workflow that publishes kernels does around their builds, with a `gh` that answers for GitHub. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ownPublicKey } from '../../src/kernel/store/public-key.ts';
import { root } from '../support/command.ts';
import { digestOf, key, pair } from '../support/kernel-store.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test.each([
  ['can be changed', 'echo false', 0],
  ['is immutable', 'echo true', 1],
  ['is not there', 'echo \'{"message": "Not Found"}\'; exit 1', 1],
])('where the release with the newest kernels %s', async (_, gh, expected) => {
  const { exitCode, stdout } = await runStep('The release with the newest kernels can be changed', { gh });
  expect(exitCode).toBe(expected);
  expect(stdout.startsWith('::error::make the release "kernels"')).toBe(expected === 1);
});

const other = generateKeyPairSync('ed25519').privateKey;

test.each([
  ['the key of the sources', pair.privateKey, key, 0],
  ['another key', other, key, 1],
  ['a key, and the sources have none', pair.privateKey, '', 1],
  ['no key', undefined, key, 1],
  ['no key, and the sources have none', undefined, '', 1],
])('where the secret is %s', async (_, secret, trusted, expected) => {
  const writeKey = (folder: string) => {
    rmSync(join(folder, 'src'));
    mkdirSync(join(folder, 'src/kernel/store'), { recursive: true });
    writeFileSync(
      join(folder, 'src/kernel/store/public-key.ts'),
      `export const ownPublicKey: string = '${trusted}';\n`,
    );
  };
  const env = { KERNELS_KEY: secret?.export({ type: 'pkcs8', format: 'pem' }).toString() ?? '' };
  const { exitCode, stdout } = await runStep('The key is the one that uml-run trusts', {}, writeKey, env);
  expect(exitCode).toBe(expected);
  expect(stdout.startsWith('::error::make a pair of keys')).toBe(expected === 1);
});

test('the sources have their key where the workflow looks for it', () => {
  const source = readFileSync(join(root, 'src/kernel/store/public-key.ts'), 'utf8');
  expect(source).toContain(`'${ownPublicKey}'`);
});

test.each([
  ['is one', 0, ''],
  ['is none', 1, 'no store yet'],
])('publish gets the index that is published now, where there %s', async (_, code, said) => {
  const gh = `echo "$@" > words; exit ${code}`;
  const { exitCode, stdout, read } = await runStep('mkdir store', { gh });
  expect([exitCode, stdout]).toEqual([0, said]);
  expect(read('words')).toBe('release download kernels --dir store --pattern index.json*\n');
});

test.each([
  ['0', 0],
  ['3', 1],
])('where publish ended with %s', async (CODE, expected) => {
  const { exitCode } = await runStep('Every kernel was published', {}, undefined, { CODE });
  expect(exitCode).toBe(expected);
});

test.each([
  ['every kernel', 0, 0],
  ['all but one', 3, 0],
  ['nothing, since something is wrong,', 2, 2],
])('where publish has built %s', async (_, code, expected) => {
  const { exitCode, read } = await runStep('publish', {
    node: `echo "$@" >> words\necho "--kernel-store $PWD/store#key=00"\nexit ${code}`,
  });
  expect(exitCode !== 0).toBe(expected !== 0);
  expect(read('outputs')).toBe(`code=${code}\n`);
  expect(read('words')).toBe(
    'dist/cli.js kernel publish store --kernel auto,5.10,6.1,6.12,7.2 --key env:KERNELS_KEY\n',
  );
});

test('tests run on each flavour that was built, from the store with its key', async () => {
  const name = 'The fixtures pass on each kernel, taken from the store as a user would';
  const { exitCode, read } = await runStep(name, { node: 'echo "$@" >> words' }, (folder) => {
    writeFileSync(join(folder, 'said'), 'linux\t1\t00\n--kernel-store /s/store#key=00\n');
    mkdirSync(join(folder, 'store'));
    const kernels = [
      { release: '6.1.9', flavour: 'base' },
      { release: '7.2.1', flavour: 'base' },
      { release: '6.1.9', flavour: 'debug' },
    ];
    writeFileSync(join(folder, 'store/index.json'), JSON.stringify({ kernels }));
  });
  expect(exitCode).toBe(0);
  const words = read('words').split('\n').slice(0, -1);
  const start = 'dist/cli.js --cache fresh --kernel-store /s/store#key=00';
  expect(words).toHaveLength(2);
  expect(words[0]).toContain(`${start} --kernel 6.1.9,7.2.1 --kernel-config base --output results-base`);
  expect(words[1]).toContain(`${start} --kernel 6.1.9 --kernel-config debug --output results-debug`);
});

interface Release {
  tag_name: string;
  published_at: string | null;
  assets: { name: string; digest: string }[];
}

const ago = (days: number) => new Date(Date.now() - days * 24 * 3_600_000).toISOString();
const asset = (name: string, content = name) => ({ name, digest: `sha256:${digestOf(content)}` });

test('a store is published as it is, and in the release with the newest kernels, which keeps what indexes still name', async () => {
  const releases: Release[] = [
    { tag_name: 'kernels-2026-10-01-0300', published_at: ago(50), assets: [asset('forgotten.tar.gz')] },
    { tag_name: 'kernels-2026-11-01-0300', published_at: ago(20), assets: [asset('old.tar.gz'), asset('same.tar.gz')] },
    { tag_name: 'kernels-2026-11-02-0300', published_at: null, assets: [asset('draft.tar.gz')] },
    { tag_name: 'v1.0.0', published_at: ago(1), assets: [asset('package.tar.gz')] },
  ];
  // The oldest of all, so that it is not on a page of the newest.
  const newest: Release = {
    tag_name: 'kernels',
    published_at: ago(1000),
    assets: [
      ...['forgotten', 'old', 'draft', 'package', 'same'].map((name) => asset(`${name}.tar.gz`)),
      asset('changed.tar.gz', 'as it was'),
      asset('index.json', 'as it was'),
      asset('index.json.sig', 'as it was'),
    ],
  };
  const gh = `echo "$@" >> calls
case "$1 $2" in
'api repos/org/uml-run/releases?per_page=100') cat releases ;;
'api repos/org/uml-run/releases/tags/kernels') cat newest ;;
esac`;
  const { exitCode, read } = await runStep('Publish the store', { gh }, (folder) => {
    writeFileSync(join(folder, 'releases'), JSON.stringify(releases));
    writeFileSync(join(folder, 'newest'), JSON.stringify(newest));
    mkdirSync(join(folder, 'store'));
    for (const name of ['changed.tar.gz', 'new.tar.gz', 'same.tar.gz', 'index.json', 'index.json.sig'])
      writeFileSync(join(folder, 'store', name), name);
  });
  expect(exitCode).toBe(0);
  const [create, ...calls] = read('calls').split('\n').slice(0, -1);
  const files = ['changed.tar.gz', 'index.json', 'index.json.sig', 'new.tar.gz', 'same.tar.gz'];
  expect(create).toMatch(/^release create (kernels-\d{4}-\d\d-\d\d-\d{4}) --latest=false --title \1 --notes /);
  expect(create!.split(' ').slice(-5)).toEqual(files.map((name) => `store/${name}`));
  expect(calls).toEqual([
    'api repos/org/uml-run/releases/tags/kernels',
    'release upload kernels --clobber store/changed.tar.gz',
    'release upload kernels --clobber store/new.tar.gz',
    'release upload kernels --clobber store/index.json.sig store/index.json',
    'api repos/org/uml-run/releases?per_page=100',
    'release delete-asset kernels forgotten.tar.gz --yes',
    'release delete-asset kernels draft.tar.gz --yes',
    'release delete-asset kernels package.tar.gz --yes',
  ]);
});

test('where a step of it fails, so does the workflow', async () => {
  const gh = '[ "$2" != create ] || { echo "no such permission" >&2; exit 1; }';
  const { exitCode, stderr } = await runStep('Publish the store', { gh }, (folder) => mkdirSync(join(folder, 'store')));
  expect(exitCode).toBe(1);
  expect(stderr).toContain('no such permission');
});

interface Step {
  name?: string;
  id?: string;
  run?: string;
}

/**
 * Runs a step where the repository is checked out.
 * @param named its name, its id, or how its commands begin
 * @param programs scripts of sh that stand before those of this machine on the PATH, by name
 * @param prepare puts into the folder what steps before it have left
 * @param env what the step sets
 */
async function runStep(
  named: string,
  programs: Record<string, string>,
  prepare = (_folder: string) => {},
  env: Record<string, string> = {},
) {
  const workflow = parse(readFileSync(join(root, '.github/workflows/kernels.yml'), 'utf8'));
  const steps: Step[] = workflow.jobs.kernels.steps;
  const { run = '' } =
    steps.find(({ name, id, run }) => name === named || id === named || run?.startsWith(named)) ?? {};
  expect(run).not.toBe('');
  const folder = ownFolder();
  const path = join(folder, 'path');
  mkdirSync(path);
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  for (const name of ['.github', 'fixtures', 'scripts', 'src', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name));
  prepare(folder);
  const outputs = join(folder, 'outputs');
  const { exitCode, stdout, stderr } = await execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
    cwd: folder,
    env: {
      GITHUB_OUTPUT: outputs,
      GITHUB_REPOSITORY: 'org/uml-run',
      PATH: [path, process.env.PATH].join(delimiter),
      ...env,
    },
    reject: false,
  });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { exitCode, stdout, stderr, read };
}
