/** The names of busybox in the rootfs `minimal`. */
import { lstatSync, mkdirSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';
import { compileFile } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const applets = ['bin/busybox', 'bin/sh', 'bin/ls', 'sbin/halt', 'usr/bin/env', 'linuxrc'];

let folder: string;
let tree: string;

beforeEach(() => {
  folder = ownFolder();
  tree = join(folder, 'tree');
  for (const path of ['bin', 'sbin', 'usr/bin']) mkdirSync(join(tree, path), { recursive: true });
});

/** @param words start what follows them */
async function install(...words: string[]): Promise<void> {
  const executable = join(folder, 'busybox');
  writeFileSync(executable, `#!/bin/sh\nprintf '%s\\n' ${applets.join(' ')}\n`, { mode: 0o755 });
  const script = join(import.meta.dirname, 'install-process.ts');
  const [command = '', ...others] = [...words, process.execPath, script, tree, executable];
  await execa(command, others);
}

test('most are the same two files', async () => {
  await install();
  expect(lstatSync(join(tree, 'bin/busybox')).nlink).toBe(3);
  expect(lstatSync(join(tree, 'usr/bin/env')).ino).toBe(lstatSync(join(tree, 'bin/sh')).ino);
  expect(realpathSync(join(tree, 'linuxrc'))).toBe(join(tree, 'bin/busybox'));
});

test('on a file system that gives a file one name only, each is a link to busybox', async () => {
  const source = join(import.meta.dirname, '../support/refuse-call.c');
  await install(compileFile(join(folder, 'refuse-link'), source, '-DCALL=SYS_link'));
  for (const path of applets) expect(realpathSync(join(tree, path))).toBe(join(tree, 'bin/busybox'));
  expect(readlinkSync(join(tree, 'usr/bin/busybox'))).toBe('../../bin/busybox');
});
