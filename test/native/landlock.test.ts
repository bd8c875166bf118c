import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { landlockVersion } from '../../src/host/landlock.ts';
import { nativeFile } from '../../src/host/native-file.ts';
import { compileFile } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** What a guest can do on a host with each version of Landlock, from none: all calls are of those that a kernel needs. */
const possible = [
  'read write move truncate ioctl signal',
  'truncate ioctl signal',
  'move truncate ioctl signal',
  'move ioctl signal',
  'move ioctl signal',
  'move signal',
  'move',
  'move',
];

test.each([...possible.entries()].slice(0, landlockVersion() + 1))(
  'Landlock %i keeps a guest from all but: %s',
  async (version, what) => {
    const folder = ownFolder();
    for (const name of ['writable/a', 'writable/b', 'outside']) mkdirSync(join(folder, name), { recursive: true });
    for (const name of ['readable', 'writable/a/file', 'outside/file']) writeFileSync(join(folder, name), 'text');
    const program = compileFile(join(folder, 'landlock'), join(import.meta.dirname, 'landlock.c'), '-static');
    const read = [program, join(folder, 'readable')].flatMap((path) => ['--read', path]);
    const write = [join(folder, 'writable'), '/dev/null'].flatMap((path) => ['--write', path]);
    const words = ['--landlock-at-most', String(version), ...read, ...write, '--', program];
    const { stdout } = await execa(nativeFile('supervisor'), words, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    expect(stdout.trim()).toBe(what);
  },
);
