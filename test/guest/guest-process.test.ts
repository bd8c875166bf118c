import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Start {
  free: number;
  scratch: string;
  guest: string;
  clocks: number;
  open: string[];
  folders: string[];
}

/** Without these, a folder cannot be looked into, and so not be removed: `cleanup` does it at the end of the run. */
const toRemove = 6;

test('a guest that there are too few file descriptors for is an error at once, and leaves nothing behind', () => {
  const script = join(import.meta.dirname, 'no-descriptors-process.ts');
  const command = 'ulimit -n 128 && exec "$0" "$1"';
  const output = execFileSync('sh', ['-c', command, process.execPath, script], { encoding: 'utf8' });
  const starts: Start[] = JSON.parse(output);
  const failed = starts.filter(({ guest }) => guest !== 'the guest halted');
  expect(failed.length).toBeGreaterThan(toRemove);
  expect(failed.length).toBeLessThan(starts.length);
  for (const { guest } of failed) expect(guest).toMatch(/^guest-failed: cannot start a guest: .*EMFILE/);
  for (const { scratch } of starts) expect(scratch).toMatch(/^(made$|.*EMFILE|cannot make a temporary folder)/);
  expect(starts.filter(({ clocks, open }) => clocks > 0 || open.length > 0)).toEqual([]);
  expect(starts.filter(({ free, folders }) => free >= toRemove && folders.length > 0)).toEqual([]);
});
