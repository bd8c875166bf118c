import { expect, test } from 'vitest';
import { aptWords, fetchingOf, hostOutOfReach } from '../../src/apt/apt-words.ts';
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

test.each([
  ["E: Failed to fetch http://a.example/x.deb  Temporary failure resolving 'a.example'", 'a.example'],
  ["W: Failed to fetch http://a/InRelease  Could not resolve 'a'", 'a'],
  ["Something wicked happened resolving 'a.example:http' (-5 - No address associated with hostname)", 'a.example'],
  ['Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)', '127.0.0.1'],
  ['Could not connect to a.example:80 (192.0.2.1), connection timed out', 'a.example'],
  ['Unable to connect to proxy.example:8080:', 'proxy.example'],
  [
    'Cannot initiate the connection to a.example:80 (2001:db8::1). - connect (101: Network is unreachable)',
    'a.example',
  ],
  ['E: Unable to locate package busybox-static', undefined],
  ['E: Failed to fetch http://a.example/x.deb  404  Not Found [IP: 192.0.2.1 80]', undefined],
])('the host out of reach in %j is %s', (stderr, host) => {
  expect(hostOutOfReach(stderr)).toBe(host);
});

test.each([
  [
    'Get:3 http://a/debian bookworm/main amd64 Packages [8,788 kB]',
    { what: 'bookworm/main amd64 Packages', bytes: 8_788_000 },
  ],
  ['Get:1 http://a/debian sid InRelease [202 kB]', { what: 'sid InRelease', bytes: 202_000 }],
  [
    'Get:1 http://a/debian sid/main amd64 x amd64 1:1 [29.3 MB]',
    { what: 'sid/main amd64 x amd64 1:1', bytes: 29_300_000 },
  ],
  ['Get:1 http://a/debian sid InRelease [987 B]', { what: 'sid InRelease', bytes: 987 }],
  ['Get:2 http://a/debian sid InRelease', { what: 'sid InRelease' }],
  ['Hit:1 http://a/debian sid InRelease', undefined],
  ['Fetched 153 MB in 3s (53.2 MB/s)', undefined],
])('apt begins to fetch, by %j: %j', (line, fetching) => {
  expect(fetchingOf(line)).toEqual(fetching);
});
