import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UmlRunError } from '../../src/model/errors.ts';
import { makeOutputFolder } from '../../src/report/output-folder.ts';
import { loadRenderers, resultsRenderer } from '../../src/report/renderers.ts';
import { writeReports } from '../../src/report/write-reports.ts';
import { large, ordinary } from '../support/sample-results.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { parseXml } from '../support/xml.ts';

const renderers = await loadRenderers();

test('writes every report, and leaves nothing else behind', () => {
  const folder = join(ownFolder(), 'a/b');
  writeReports(ordinary(), folder, renderers);
  writeReports(ordinary(), folder, renderers);
  expect(readdirSync(folder).sort()).toEqual(['junit.xml', 'report.html', 'results.json', 'summary.md']);
  parseXml(readFileSync(join(folder, 'junit.xml'), 'utf8'));
});

test('writes only those that are asked for', () => {
  const folder = ownFolder();
  writeReports(ordinary(), folder, resultsRenderer);
  expect(readdirSync(folder)).toEqual(['results.json']);
});

test('puts a new file in the place of the old one, which a reader may still have open', () => {
  const folder = ownFolder();
  writeReports(ordinary(), folder, resultsRenderer);
  execFileSync('ln', [join(folder, 'results.json'), join(folder, 'old')]);
  writeReports(large(1), folder, resultsRenderer);
  expect(JSON.parse(readFileSync(join(folder, 'old'), 'utf8'))).toEqual(ordinary());
  expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toEqual(large(1));
});

test('says which file it could not write, keeps the old one, and writes the others', () => {
  const folder = ownFolder();
  mkdirSync(join(folder, 'results.json/full'), { recursive: true });
  expect(() => writeReports(ordinary(), folder, renderers)).toThrow(UmlRunError);
  expect(() => writeReports(ordinary(), folder, renderers)).toThrow(/^cannot write report ".*results\.json": /);
  expect(readdirSync(folder).sort()).toEqual(['junit.xml', 'report.html', 'results.json', 'summary.md']);
});

test('makes the output folder, and touches nothing in it', () => {
  const folder = join(ownFolder(), 'a/b');
  expect(makeOutputFolder(folder)).toBe(folder);
  writeFileSync(join(folder, 'junit.xml'), '');
  expect(makeOutputFolder(folder)).toBe(folder);
  expect(readdirSync(folder)).toEqual(['junit.xml']);
});

test.each(['file', 'file/below'])('refuses the output folder %s where that is a file', (path) => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'file'), 'precious');
  const make = () => makeOutputFolder(join(folder, path));
  expect(make).toThrow(expect.objectContaining({ kind: 'usage', message: expect.stringContaining('is a file') }));
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('precious');
});

test('refuses an output folder that may not be written to', () => {
  // /proc takes no files from anybody, not even from root, whom a mode of 0555 would not stop.
  const make = () => makeOutputFolder('/proc/uml-run-results');
  expect(make).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message:
        'cannot use output folder "/proc/uml-run-results": it cannot be created there; name another with --output',
    }),
  );
});
