import { expect, test } from 'vitest';
import { parseSourceUrl } from '../../../src/kernel/release/source-url.ts';

const digest = 'Ab'.repeat(32);

test('a URL with its digest', () => {
  const { url, sha256, name } = parseSourceUrl(`http://127.0.0.1:8/a%20b/linux-6.12.tar.xz?x=1#sha256=${digest}`);
  expect(url.href).toBe('http://127.0.0.1:8/a%20b/linux-6.12.tar.xz?x=1');
  expect(sha256).toBe(digest.toLowerCase());
  expect(name).toBe('linux-6.12.tar.xz');
});

test.each([
  ['http://127.0.0.1/linux.tar.xz', 'add #sha256='],
  [`http://127.0.0.1/linux.tar.xz#sha256=${digest.slice(1)}`, 'add #sha256='],
  [`http://127.0.0.1/linux.tar.xz#md5=${digest}`, 'add #sha256='],
  [`http://127.0.0.1/#sha256=${digest}`, 'does not name a file'],
  [`http://127.0.0.1/..#sha256=${digest}`, 'does not name a file'],
  [`http://#sha256=${digest}`, 'not a valid URL'],
  [`ftp://127.0.0.1/x#sha256=${digest}`, 'not a valid URL'],
])('%s: %s', (text, message) => {
  expect(() => parseSourceUrl(text)).toThrow(message);
});
