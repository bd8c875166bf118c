import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { checkMachine, formatChecks } from '../../src/host/check-machine.ts';
import { landlockVersion } from '../../src/host/landlock.ts';
import { hasSeccompFilters } from '../../src/host/seccomp.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const nothing = { landlockVersion: 0, hasSeccompFilters: false };

test('this machine, whose guests the other tests boot', async () => {
  const folder = ownFolder();
  const checks = await checkMachine({
    cacheFolder: join(folder, 'not/there/yet'),
    memoryFolder: '/dev/shm',
    landlockVersion: landlockVersion(),
    hasSeccompFilters: hasSeccompFilters(),
  });

  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual([
    'machine',
    'ptrace',
    'guest memory',
    'apt',
    'cache folder',
    'temporary files',
    'tar',
    'xz',
    'zstd',
    'dpkg-deb',
    'CPU',
    'user namespaces',
    'Landlock',
    'seccomp filters',
    'user of guests',
  ]);
  expect(checks[1]!.found).toContain('tried it');
  expect(checks.at(-2)!.found).toBe('allowed: tried one');
  expect(readdirSync(folder)).toEqual([]);
});

test('folders that cannot be used', async () => {
  const checks = await checkMachine({ cacheFolder: '/dev/null/cache', memoryFolder: '/nowhere', ...nothing });
  const failed = checks.filter(({ ok }) => !ok);
  expect(failed.map(({ name }) => name)).toEqual(['guest memory', 'cache folder']);
  expect(failed[0]!.found).toContain('/nowhere cannot be used: no such file or folder');
  expect(failed[1]!.found).toContain('/dev/null/cache cannot be used: it, or a part of its path, is a file');
});

test('a folder where nothing can be executed or made', async () => {
  const [, , memory] = await checkMachine({ cacheFolder: tmpdir(), memoryFolder: '/proc', ...nothing });
  expect(memory).toMatchObject({ ok: false, found: expect.stringContaining('/proc cannot be used') });
});

test('without any program on the PATH', async () => {
  vi.stubEnv('PATH', '/nowhere');
  onTestFinished(() => void vi.unstubAllEnvs());
  const checks = await checkMachine({ cacheFolder: tmpdir(), ...nothing });
  expect(checks.find(({ name }) => name === 'apt')).toMatchObject({ ok: false });
  // Guests of a kernel and a root file system that are at hand need none of these.
  const tools = checks.filter(({ name }) => ['tar', 'xz', 'zstd', 'dpkg-deb'].includes(name));
  expect(tools.map(({ ok, fix }) => [ok, fix?.replace(/: .*/, '')])).toEqual([
    [true, 'apt-get install tar'],
    [true, 'apt-get install xz-utils'],
    [true, 'apt-get install zstd'],
    [true, 'apt-get install dpkg'],
  ]);
  expect(tools[2]!.fix).toBe('apt-get install zstd: without it, tarballs that it compressed cannot be read');
  expect(checks[1]!.found).toContain('not tried as there is no perl');
});

test('one line a check', () => {
  const text = formatChecks([
    { name: 'tar', ok: true, found: '1.34' },
    { name: 'longer', ok: false, found: 'is missing', fix: 'get it' },
    { name: 'CPU', ok: true, found: 'large', fix: 'know this' },
  ]);
  expect(text.split('\n')).toEqual([
    'ok    tar     1.34',
    'FAIL  longer  is missing; fix: get it',
    'ok    CPU     large; note: know this',
    '',
  ]);
  expect(formatChecks([])).toBe('');
});

test.runIf(process.getuid!() === 0)('a folder for temporary files that has no room', async () => {
  vi.stubEnv('TMPDIR', '/sys');
  onTestFinished(() => void vi.unstubAllEnvs());
  const checks = await checkMachine({ cacheFolder: '/', ...nothing });
  const temporary = checks.find(({ name }) => name === 'temporary files');
  expect(temporary).toMatchObject({ ok: false, found: '/sys, 0 MB free, less than 100 MB' });
});
