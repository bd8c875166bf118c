import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { checkCompiler } from '../../src/kernel/check-compiler.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** A machine with nothing but an apt that has these archives. */
function onlyApt(targets: string): void {
  const folder = ownFolder();
  writeFileSync(join(folder, 'apt-get'), `#!/bin/sh\necho '${targets}'\n`, { mode: 0o755 });
  vi.stubEnv('PATH', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
}

test('a compiler is only good to have where apt has kernels', async () => {
  onlyApt(
    'Repo-URI: http://deb.example.org/debian/\nBase-URI: http://deb.example.org/debian/dists/bookworm/\nComponent: main',
  );
  expect(await checkCompiler()).toEqual({
    name: 'compiler',
    ok: true,
    found: 'cannot build kernels',
    fix: expect.stringMatching(/lacks make, gcc, .*; install: sudo apt-get install make gcc /),
  });
});

test('without either there is no kernel for a run', async () => {
  onlyApt('');
  expect(await checkCompiler()).toMatchObject({ ok: false, found: 'cannot build kernels, and apt has none' });
});
