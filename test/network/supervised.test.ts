import { expect, test } from 'vitest';
import { libraryFolders } from '../../src/host/library-folders.ts';
import { startSupervised } from '../../src/network/supervised.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test.each([
  ['kill -SEGV $$', 'a helper crashed (SIGSEGV)'],
  ['kill -ABRT $$', 'a helper crashed (SIGABRT)'],
  ['kill -TERM $$', 'a helper was ended by SIGTERM from outside uml-run'],
  ['echo why >&2; exit 3', 'a helper ended with code 3: why'],
])('how a helper ended is said as it was: %s', async (script, said) => {
  const read = [...libraryFolders, '/etc/ld.so.cache'];
  const program = { name: 'a helper', path: '/bin/sh', words: ['-c', script], read, folder: ownFolder() };
  const why = await new Promise((resolve) => startSupervised({ ...program, role: 'helper' }, resolve));
  expect(why).toBe(said);
});
