/** Archives and images of real tools, damaged: each is refused in words, or works; nothing else happens. */
import { existsSync, linkSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { UmlRunError } from '../../src/model/errors.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { put } from '../support/archives.ts';
import { type Dice, damaged, damagedTar, diceOf } from '../support/damage.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

// The tools of file systems are where only root looks.
vi.stubEnv('PATH', `${process.env.PATH}:/usr/sbin:/sbin`);

/** Little content: what is damaged are names, sizes and places. */
function aTree(folder: string): string {
  const tree = join(folder, 'tree');
  put(join(tree, 'bin/sh'), 'shell');
  linkSync(join(tree, 'bin/sh'), join(tree, 'bin/hard'));
  symlinkSync('bin', join(tree, 'sbin'));
  symlinkSync(`/${'long/'.repeat(18)}`, join(tree, 'long'));
  const scattered = Buffer.alloc(400_000);
  for (let at = 0; at < scattered.length; at += 20_000) scattered[at] = 1;
  put(join(tree, 'etc/scattered'), scattered);
  put(join(tree, `etc/deep/er/${'n'.repeat(95)}`), 'n');
  for (let at = 0; at < 30; at++) put(join(tree, `etc/many/a file with a name ${at}`), String(at));
  return tree;
}

const output =
  (command: string, ...words: string[]) =>
  async (tree: string) => {
    const { stdout } = await execa(command, [...words, '-C', tree, '.'], { encoding: 'buffer' });
    return Buffer.from(stdout);
  };

const ext =
  (...words: string[]) =>
  async (tree: string) => {
    await execa('mke2fs', ['-q', ...words, '-N', '128', '-d', tree, `${tree}.image`, '2M']);
    return readFileSync(`${tree}.image`);
  };

async function squashfs(tree: string): Promise<Buffer> {
  await execa('mksquashfs', [tree, `${tree}.image`, '-quiet', '-no-progress']);
  return readFileSync(`${tree}.image`);
}

type Kind = [string, (tree: string) => Promise<Buffer>, (whole: Buffer, dice: Dice) => Buffer, number];

const kinds: Kind[] = [
  ['ustar', output('tar', '-c', '--format=ustar'), damagedTar, 8],
  ['pax', output('tar', '-c', '--format=pax'), damagedTar, 8],
  ['GNU tar', output('tar', '-c', '--format=gnu'), damagedTar, 8],
  ['tar.xz', output('tar', '-c', '--xz'), damaged, 3],
  ['ext2', ext('-t', 'ext2', '-b', '1024'), damaged, 8],
  ['ext3', ext('-t', 'ext3', '-b', '1024'), damaged, 3],
  ['ext4', ext('-t', 'ext4', '-b', '1024', '-O', 'inline_data', '-I', '256'), damaged, 8],
  ['squashfs', squashfs, damaged, 4],
];

test.each(kinds)('%s, damaged', async (kind, make, damage, times) => {
  const folder = ownFolder();
  const whole = await make(aTree(folder));
  const before = readdirSync(folder).concat('cache', 'image').sort();
  const entries = () => (existsSync(join(folder, 'cache/rootfs')) ? readdirSync(join(folder, 'cache/rootfs')) : []);
  for (let time = 0; time < times; time++) {
    put(join(folder, 'image'), damage(whole, diceOf(`${kind} ${time}`)));
    const known = entries();
    // A run of its own: within one, a file is read only once.
    const context = await openContext({ folder: join(folder, 'cache'), log: hear() });
    const thrown = await provideRootfs(join(folder, 'image'), { limitMegabytes: 64 }, context).catch((error) => error);
    if (thrown instanceof Error) {
      expect(thrown, `damage ${time}`).toBeInstanceOf(UmlRunError);
      expect(thrown, `damage ${time}`).toMatchObject({ exitCode: 2 });
      expect(thrown.message, `damage ${time}`).not.toMatch(/ERR_|RangeError|must be/);
      if (!thrown.message.includes('is not a root file system:')) expect(entries()).toEqual(known);
    }
    expect(readdirSync(join(folder, 'cache/making'))).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual([...new Set(before)]);
  }
});
