import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { unpackSource } from '../../../src/kernel/compile/unpack-source.ts';
import { ownFolder } from '../../support/temporary-folder.ts';

let folder: string;
let source: string;
beforeEach(() => {
  folder = ownFolder();
  source = join(folder, 'in/linux-9.8');
  mkdirSync(join(source, 'arch/um'), { recursive: true });
  writeFileSync(join(source, 'Makefile'), 'VERSION = 9\n');
  symlinkSync('../Makefile', join(source, 'arch/link'));
});

function pack(name: string, ...options: string[]): string {
  const tarball = join(folder, name);
  execFileSync(
    'tar',
    ['--create', '--auto-compress', '--file', tarball, '--directory', join(folder, 'in'), ...options],
    { stdio: 'ignore' },
  );
  return tarball;
}

/** Nothing may be left of what was refused. */
async function refused(tarball: string, message: string): Promise<void> {
  await expect(unpackSource(tarball, join(folder, 'out'))).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining(message),
  });
  expect(readdirSync(folder).filter((name) => name.includes('out'))).toEqual([]);
}

test.each(['s.tar', 's.tar.gz', 's.tar.xz', 's.tar.zst'])('unpacks %s and finds the one folder in it', async (name) => {
  const root = await unpackSource(pack(name, 'linux-9.8'), join(folder, 'out'));
  expect(root).toBe(join(folder, 'out/linux-9.8'));
  expect(readFileSync(join(root, 'arch/link'), 'utf8')).toBe('VERSION = 9\n');
});

test('a tarball without a folder of its own is its own root', async () => {
  expect(await unpackSource(pack('s.tar', '--directory', source, 'Makefile', 'arch'), join(folder, 'out'))).toBe(
    join(folder, 'out'),
  );
});

describe('refuses', () => {
  test('names that climb out', async () => {
    await refused(
      pack('s.tar', '--absolute-names', '--transform', 's,^linux-9.8/Makefile,../../evil,', 'linux-9.8'),
      'climb out',
    );
    expect(existsSync(join(folder, '../evil'))).toBe(false);
  });

  test('absolute names', async () => {
    const victim = join(folder, 'victim');
    await refused(
      pack('s.tar', '--absolute-names', '--transform', `s,^linux-9.8/Makefile,${victim},`, 'linux-9.8'),
      'climb out',
    );
    expect(existsSync(victim)).toBe(false);
  });

  test.each(['/etc', '../../../etc', '../..'])('a link to %s, and does not write through it', async (target) => {
    symlinkSync(target, join(source, 'z'));
    await refused(pack('s.tar', 'linux-9.8'), `the link "linux-9.8/z" to "${target}"`);
  });

  test('devices and pipes', async () => {
    execFileSync('mkfifo', [join(source, 'pipe')]);
    await refused(pack('s.tar', 'linux-9.8'), '"linux-9.8/pipe", which is neither');
  });

  test.each(['s.tar.xz', 's.tar.gz', 's.tar'])('a truncated %s', async (name) => {
    writeFileSync(
      join(source, 'noise'),
      Buffer.from(Array.from({ length: 40_000 }, (_, index) => (index * index * 31) % 251)),
    );
    const tarball = pack(name, 'linux-9.8');
    truncateSync(tarball, Math.floor(readFileSync(tarball).length / 2 / 512) * 512 + 100);
    await refused(tarball, 'is truncated');
  });

  test.each(['s.tar', 's.tar.xz', 's.tar.gz', 'page.html'])('a web page by the name of %s', async (name) => {
    writeFileSync(join(folder, name), `<html>${'Not found. '.repeat(200)}</html>`);
    await refused(join(folder, name), 'is not a tarball');
  });

  test('a tarball of nothing', async () => {
    await refused(pack('s.tar', '--files-from', '/dev/null'), 'is empty');
  });

  test('a file that is not there', async () => {
    await refused(join(folder, 'nothing.tar'), 'cannot be opened');
  });

  test('an empty file', async () => {
    writeFileSync(join(folder, 's.tar'), '');
    await refused(join(folder, 's.tar'), 'is not a tarball');
  });
});

test('aborted, leaves nothing', async () => {
  const tarball = pack('s.tar', 'linux-9.8');
  await expect(unpackSource(tarball, join(folder, 'out'), AbortSignal.abort(new Error('ctrl-C')))).rejects.toThrow(
    'ctrl-C',
  );
  expect(readdirSync(folder).filter((name) => name.includes('out'))).toEqual([]);
});
