import { expect, test } from 'vitest';
import { aptWords } from '../../src/apt/apt-words.ts';
import { parseStanzas } from '../../src/apt/stanza.ts';

test("apt's last errors are its words, without what is not one", () => {
  const stderr = `W: Download is performed unsandboxed as root as file '/x' couldn't be accessed by user '_apt'. - pkgAcquire::Run (13: Permission denied)
E: Failed to fetch http://127.0.0.1:9/debian/dists/sid/InRelease  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)
E: Some index files failed to download. They have been ignored, or old ones used instead.
`;
  expect(aptWords(stderr)).toBe(
    'Failed to fetch http://127.0.0.1:9/debian/dists/sid/InRelease Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)',
  );
});

test('where apt has no errors, its warnings are', () => {
  expect(aptWords("W: Failed to fetch http://a/InRelease  Could not resolve 'a'\n")).toBe(
    "Failed to fetch http://a/InRelease Could not resolve 'a'",
  );
});

test('they are short, and never empty', () => {
  expect(aptWords(`E: ${'long '.repeat(200)}`)).toHaveLength(301);
  expect(aptWords('')).toBe('it said nothing');
});

test('stanzas are paragraphs of fields, which may go on', () => {
  const text = 'Package: a\nDepends: b,\n c\nEmpty:\n\n\nPackage: d\nVersion: 1:2\n';
  expect(parseStanzas(text)).toEqual([
    { package: 'a', depends: 'b, c', empty: '' },
    { package: 'd', version: '1:2' },
  ]);
  expect(parseStanzas('')).toEqual([]);
});
