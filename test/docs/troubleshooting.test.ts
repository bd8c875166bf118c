import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'src', name), 'utf8'));

test('uml-run still says what the page on troubleshooting quotes', () => {
  const rows = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8').matchAll(/^\| (.*?) \|/gm);
  const quotes = [...rows].flatMap(([, seen = '']) => [...seen.matchAll(/`([^`]+)`/g)].map(([, quote = '']) => quote));
  const pieces = quotes.flatMap((quote) => quote.split('...').map((piece) => piece.trim()));
  const said = pieces.filter((piece) => /\w \w/.test(piece));
  expect(said.length).toBeGreaterThan(15);
  expect(said.filter((piece) => !sources.some((source) => source.includes(piece)))).toEqual([]);
});
