import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bootFault } from '../../src/guest/boot-fault.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const anywhere = () => ({ memory: ownFolder(), share: ownFolder() });
const ended = (code: number) => ({ by: 'itself', code }) as const;

test("what the supervisor could not do is not the kernel's fault", async () => {
  const said = (what: string) => bootFault(ended(126), { log: [`uml-run supervisor: cannot ${what}`] }, anywhere());
  expect(await said('start /x/linux: error 13 (EACCES)')).toEqual({
    what: 'the supervisor cannot start /x/linux: error 13 (EACCES)',
    fix: 'nothing may be executed there: mount it with exec, or name another folder with --cache',
  });
  expect(await said('make a process for /x/linux: error 11 (EAGAIN)')).toMatchObject({ fix: 'run "uml-run doctor"' });
});

test('a kernel that ends with that code, is ended, or ends on a machine that lacks nothing may be at fault', async () => {
  expect(await bootFault(ended(126), { log: ['cannot start'] }, anywhere())).toBeUndefined();
  expect(await bootFault({ by: 'us' }, { log: [] }, anywhere())).toBeUndefined();
  expect(await bootFault(ended(1), { log: ['Kernel panic'] }, anywhere())).toBeUndefined();
});

test('a limit on the length of files is below what its memory takes', async () => {
  expect(await bootFault(ended(1), { log: ['write: File too large'] }, anywhere())).toEqual({
    what: "guest memory: no file may be as long as a guest's memory",
    fix: 'raise the limit (ulimit -f)',
  });
});

test('a folder for its memory that cannot be used any more', async () => {
  expect(await bootFault(ended(1), { log: [] }, { ...anywhere(), memory: '/dev/null/memory' })).toEqual({
    what: expect.stringMatching(
      /^guest memory: \/dev\/null\/memory cannot be used: it, or a part of its path, is a file/,
    ),
    fix: expect.stringContaining('TMPDIR'),
  });
});

test("without the run's temporary files, no kernel is at fault", async () => {
  const share = join(ownFolder(), 'gone');
  expect(await bootFault(ended(1), { log: [] }, { ...anywhere(), share })).toEqual({
    what: `somebody has removed the run's temporary files, "${share}" among them`,
    fix: expect.stringContaining('TMPDIR'),
  });
});
