/** Every relative link and anchor in the repository's Markdown resolves, and prose fits its columns. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generatedTexts } from '../../scripts/docs.ts';

const root = join(import.meta.dirname, '../..');
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...(readdirSync(join(root, 'docs'), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
/** Their long lines come from the table of options, and from a run. */
const madeByPrograms = [
  ...[...generatedTexts().keys()].map((path) => relative(root, path)).filter((path) => path !== 'README.md'),
  'docs/compatibility.md',
  'docs/features.md',
];

describe.each(pages)('%s', (page) => {
  const markdown = readFileSync(join(root, page), 'utf8');

  test('has no link that leads nowhere', () => {
    const lost = linksOf(withoutCode(markdown)).filter((link) => !resolves(link, join(root, page)));
    expect(lost).toEqual([]);
  });

  test.skipIf(madeByPrograms.includes(page))('has no line of prose longer than 120 columns', () => {
    const prose = withoutBlocks(markdown).split('\n');
    const long = prose.filter((line) => line.length > 120 && !/^\||https:/.test(line));
    expect(long).toEqual([]);
  });
});

test.each([
  ['[a](README.md#options)', []],
  ['[a](README.md#no-such-heading)', ['README.md#no-such-heading']],
  ['![a](docs/none.png)', ['docs/none.png']],
  ['<img src="docs/none.png">', ['docs/none.png']],
  ['```\n[a](none.md)\n```\n`[b](none.md)` [c](https://example.org/none.md)', []],
])('in %j the links that lead nowhere are %j', (text, lost) => {
  expect(linksOf(withoutCode(text)).filter((link) => !resolves(link, join(root, 'x.md')))).toEqual(lost);
});

/** The text without fenced blocks and inline code, in which brackets are no links. */
function withoutCode(markdown: string): string {
  return withoutBlocks(markdown).replaceAll(/`[^`\n]*`/g, '');
}

function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(/^```.*?^```$/gms, '');
}

/** Targets of links and images within the repository. */
function linksOf(text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|\bsrc="([^"]+)"/g)].map(([, link, image]) => link ?? image ?? '');
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function resolves(link: string, from: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(target)) return false;
  return anchor === undefined || (statSync(target).isFile() && anchorsOf(target).includes(anchor));
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): string[] {
  const headings = readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
