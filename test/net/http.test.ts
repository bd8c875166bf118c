import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Unreachable } from '../../src/model/unreachable.ts';
import { proxyHint, refused, unreachable } from '../../src/net/http.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 26, 12), toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const url = new URL('http://server.example/file');

test.each([
  ['60', '; try again in 60 s'],
  ['Thu, 26 Nov 2026 12:02:30 GMT', '; try again in 150 s'],
  ['Thu, 26 Nov 2020 12:02:30 GMT', ''],
  ['0', ''],
  ['-5', ''],
  ['1000000000', ''],
  ['soon', ''],
  ['', ''],
])('a limit that is over %j', (retryAfter, says) => {
  const { message } = refused(url, 429, new Headers({ 'retry-after': retryAfter }));
  expect(message).toBe(`cannot fetch "${url}": the server answered 429 (too many requests${says})`);
});

test.each([
  [{}, ''],
  [{ https_proxy: '' }, ''],
  [{ HTTPS_PROXY: 'http://proxy:3128' }, '; Node.js uses HTTPS_PROXY only with NODE_USE_ENV_PROXY=1'],
  [{ HTTPS_PROXY: 'http://proxy:3128', NODE_USE_ENV_PROXY: '1' }, ''],
])('with %j, an error tells of the proxy: %j', (environment, says) => {
  expect(proxyHint(environment)).toBe(says);
});

test.each([
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND server.example', 'no nameserver has an address of "server.example" (ENOTFOUND)'],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN server.example', 'no nameserver has an address of "server.example" (EAI_AGAIN)'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 192.0.2.1:80', 'connect ECONNREFUSED 192.0.2.1:80'],
])('a server that is out of reach by %s is named, with why and what to do', (code, said, why) => {
  const proxies = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
  for (const name of proxies) vi.stubEnv(name, undefined);
  const cause = new TypeError('fetch failed', { cause: Object.assign(new Error(said), { code }) });
  expect(unreachable(url, cause).message).toBe(`cannot fetch "${url}": ${why}; check the network`);
  vi.unstubAllEnvs();
});

test.each([
  [500, true],
  [503, true],
  [403, false],
  [429, false],
])('a server that answers %i may do better next time: %s', (status, may) => {
  expect(refused(url, status) instanceof Unreachable).toBe(may);
});
