/** Snippets for other CI systems, as far as they can be read here; and the image that their jobs run in. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { parseCommandLine } from '../../src/config/command-line.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/ci-systems.md'), 'utf8');
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');

const blocks = (language: string) =>
  [...page.matchAll(/^## (.+)\n\n```(\w+)\n([\s\S]*?)^```/gm)].flatMap(([, system = '', kind, text = '']) =>
    kind === language ? [{ system, text }] : [],
  );

test('each system has a snippet', () => {
  expect([...blocks('yaml'), ...blocks('groovy')].map(({ system }) => system).toSorted()).toEqual([
    'Buildkite',
    'GitLab CI',
    'Jenkins',
    'Woodpecker',
  ]);
});

test.each(blocks('yaml'))('$system: the snippet is YAML that runs the command', ({ text }) => {
  expect(JSON.stringify(parse(text, { strict: true }))).toMatch(/"image":"uml-run"/);
  expect(text).toContain('uml-run tests/bin');
});

test('Jenkins: the snippet closes what it opens', () => {
  const text = blocks('groovy')[0]!.text;
  expect(text.match(/\{/g)?.length).toBe(text.match(/\}/g)?.length);
  expect(text.match(/'/g)!.length % 2).toBe(0);
});

test('its commands and variables are those of uml-run', () => {
  const lines = [...page.matchAll(/(?:\buml-run|\.tgz) (tests\/bin|doctor)\b/g)].map(([, word = '']) => [word]);
  expect(lines.length).toBeGreaterThan(4);
  const given = [...page.matchAll(/\b(UML_RUN_\w+)(?: ?[:=] ?'?)([^'\n]+)/g)];
  const environment = Object.fromEntries(given.map(([, name, value]) => [name, value]));
  expect(Object.keys(environment).toSorted()).toEqual(['UML_RUN_CACHE', 'UML_RUN_KERNEL']);
  for (const words of lines) expect(parseCommandLine(words, environment).command).toMatch(/^(run|doctor)$/);
  const command = parseCommandLine(['tests/bin'], { UML_RUN_KERNEL: environment.UML_RUN_KERNEL });
  expect(command).toMatchObject({ options: { kernels: ['distro:6.1', 'distro:6.12'] } });
});

test('the image has the Node that is developed with, and files that the package has', () => {
  expect(/^FROM node:(\d+)-/m.exec(dockerfile)?.[1]).toBe(/\d+/.exec(manifest.devDependencies.node)?.[0]);
  const copied = [...dockerfile.matchAll(/^COPY (\S+) /gm)].map(([, path = '']) => path);
  expect(copied).toEqual(['package.json', 'dist']);
  for (const path of copied) expect(existsSync(join(root, path))).toBe(true);
});
