/** The repository has one owner, which package.json names: whoever takes it over changes that line, and runs this. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const owner = /^github:([\w-]+)\/uml-run$/.exec(manifest.repository)?.[1];

const inFolder = (folder: string) =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: folder !== '' })
    .filter((entry) => entry.isFile() && /\.(md|ya?ml)$|^(Dockerfile|CODEOWNERS)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
const texts = ['', 'docs', '.github'].flatMap(inFolder).map((path) => readFileSync(path, 'utf8'));

/** Owners that stand before the repository's name, in an address or in `uses:`. */
const ownersIn = (text: string) =>
  [...text.matchAll(/(?:github\.com\/|ghcr\.io\/|uses:\s*|github:)([\w-]+)\/uml-run\b/g)].map(([, name]) => name);

test('every snippet and link names the repository that package.json names', () => {
  const owners = texts.flatMap(ownersIn);
  expect(owners.length).toBeGreaterThan(2);
  expect(new Set(owners)).toEqual(new Set([owner]));
});

test("reviewers are the owner's teams", () => {
  const teams = readFileSync(join(root, '.github/CODEOWNERS'), 'utf8').matchAll(/@([\w-]+)\/[\w-]+/g);
  expect(new Set([...teams].map(([, name]) => name))).toEqual(new Set([owner]));
});

test.each([
  ['- uses: me/uml-run@v1', ['me']],
  ['npx https://github.com/you/uml-run/releases/download/v1.2.3/uml-run-1.2.3.tgz', ['you']],
  ['docker build https://github.com/us/uml-run.git#v1', ['us']],
  ['the folder src/uml-run', []],
])('in %j the owners are %j', (text, owners) => {
  expect(ownersIn(text)).toEqual(owners);
});
