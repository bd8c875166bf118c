import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseKernelSpec } from '../../src/kernel/kernel-spec.ts';
import { UmlRunError } from '../../src/model/errors.ts';

const digest = 'ab'.repeat(32);

test.each([
  ['distro', { kind: 'distro' }],
  ['distro:6.1', { kind: 'distro', wanted: '6.1' }],
  ['distro:trixie', { kind: 'distro', wanted: 'trixie' }],
  ['distro:bookworm-backports', { kind: 'distro', wanted: 'bookworm-backports' }],
  ['distro:6.1um4+b13', { kind: 'distro', wanted: '6.1um4+b13' }],
  ['auto', { kind: 'auto' }],
  ['6.12', { kind: 'release', version: '6.12' }],
  ['6.12.9', { kind: 'release', version: '6.12.9' }],
  ['6.19-rc3', { kind: 'release', version: '6.19-rc3' }],
  ['./linux', { kind: 'path', path: './linux' }],
  ['/opt/linux', { kind: 'path', path: '/opt/linux' }],
  ['../linux-6.12/', { kind: 'path', path: '../linux-6.12/' }],
  ['build/linux', { kind: 'path', path: 'build/linux' }],
  ['./linux-6.12.tar.xz', { kind: 'tarball', path: './linux-6.12.tar.xz' }],
  ['linux-6.12.tar.gz', { kind: 'tarball', path: 'linux-6.12.tar.gz' }],
  [
    `https://example.org/l.tar.xz#sha256=${digest}`,
    { kind: 'url', url: 'https://example.org/l.tar.xz', sha256: digest },
  ],
  [
    `http://example.org/linux#sha256=${digest.toUpperCase()}`,
    { kind: 'url', url: 'http://example.org/linux', sha256: digest },
  ],
])('%s', (text, spec) => {
  expect(parseKernelSpec(text)).toEqual({ ...spec, text });
});

test.each([
  ['linux', 'a file is written ./linux'],
  ['v6.12', 'the release is written 6.12'],
  ['linux-6.12.9', 'the release is written 6.12.9'],
  ['6', 'a series is written as 6.12, a release as 6.12.9 (in YAML, 6.0 without quotes is the number 6)'],
  ['v6', 'a series is written as 6.12, a release as 6.12.9; '],
  ['distro:', 'not a kernel spec'],
  ['distro 6.1', 'not a kernel spec'],
  ['', 'not a kernel spec'],
  ['https://example.org/linux.tar.xz', 'has to end with #sha256='],
  ['https://example.org/linux.tar.xz#sha256=abc', 'has to end with #sha256='],
])('"%s" is an error of the user: %s', (text, message) => {
  expect(() => parseKernelSpec(text)).toThrow(message);
  expect(() => parseKernelSpec(text)).toThrow(expect.objectContaining({ kind: 'usage' }));
});

test('any text is understood or is an error of the user', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(parseKernelSpec(text).text).toBe(text);
      } catch (error) {
        expect(error).toBeInstanceOf(UmlRunError);
      }
    }),
  );
});
