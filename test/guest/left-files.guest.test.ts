/** Files on a disk of artifacts, read from images that e2fsprogs makes: what was not unmounted, and what is damaged. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { type Artifacts, makeArtifacts } from '../../src/guest/artifacts.ts';
import { leftFiles, openDisk } from '../../src/guest/left-files.ts';
import { UmlRunError } from '../../src/model/errors.ts';
import { put } from '../support/archives.ts';
import { damaged, diceOf } from '../support/damage.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** A disk with some files in the folder of its only test. */
async function aDisk(): Promise<{ artifacts: Artifacts; disk: string; debugfs(...words: string[]): Promise<string> }> {
  const folder = ownFolder();
  const artifacts = makeArtifacts(folder, { tests: 1, limit: 16 << 20 });
  artifacts.add();
  const disk = artifacts.disk!.path;
  const tree = join(folder, 'tree', artifacts.pathOf(0).split('/').at(-1)!);
  put(join(tree, 'a/b/file'), 'one');
  put(join(tree, 'other'), 'x'.repeat(10_000));
  rmSync(disk);
  const features = '^metadata_csum,^64bit,^resize_inode';
  await execa('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-O', features, '-d', join(folder, 'tree'), disk, '16M']);
  const debugfs = async (...words: string[]) =>
    (await execa('debugfs', ['-w', '-f', '-', disk], { input: words.join('\n') })).stdout;
  return { artifacts, disk, debugfs };
}

/** What is left on it, with the beginnings of contents, and what was missed. */
async function left(artifacts: Artifacts, most = 100) {
  const missed: unknown[] = [];
  const found: Record<string, string> = {};
  const target = join(ownFolder(), 'copy');
  const image = await openDisk(artifacts).catch((error) => void missed.push(error));
  const files = leftFiles(artifacts, image ?? undefined, 0, most, (why) => missed.push(why));
  for await (const { name, kind, depth, size, copyTo } of files) {
    const isCopied = kind === 'file' && size < 1 << 20;
    if (isCopied) await copyTo(target).catch((error) => missed.push(error));
    found[`${depth} ${name}`] = isCopied ? readFileSync(target, 'latin1').slice(0, 20) : kind;
  }
  await image?.close();
  return { found, missed };
}

const whole = { '0 a': 'folder', '1 b': 'folder', '2 file': 'one', '0 other': 'x'.repeat(20) };

test('each folder comes before what is in it, and no more than some entries are looked at', async () => {
  const { artifacts } = await aDisk();
  expect(await left(artifacts)).toEqual({ found: whole, missed: [] });
  const { found, missed } = await left(artifacts, 2);
  expect(Object.keys(found)).toHaveLength(2);
  expect(missed).toHaveLength(1);
});

test('a journal that was not played back counts, as e2fsck plays it', async () => {
  const { artifacts, disk, debugfs } = await aDisk();
  const path = `${artifacts.pathOf(0).split('/').at(-1)}/other`;
  const block = (await debugfs(`bmap ${path} 0`)).trim().split('\n').at(-1)!;
  const next = (await debugfs(`bmap ${path} 1`)).trim().split('\n').at(-1)!;
  const folder = ownFolder();
  const blocks = ['first', 'second', '\xc0\x3b\x39\x98 looks like a record'].map((text, index) => {
    const file = join(folder, String(index));
    writeFileSync(file, Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(4096)]).subarray(0, 4096));
    return file;
  });
  // Of three writes, the second revokes the first, and the last begins like a record of the journal.
  const writes = [
    `jw -b ${next} ${blocks[0]}`,
    `jw -r ${next}`,
    `jw -b ${block} ${blocks[1]}`,
    `jw -b ${block} ${blocks[2]}`,
  ];
  await debugfs('jo', ...writes, 'jc');
  const before = readFileSync(disk);
  const ours = await left(artifacts);
  expect(readFileSync(disk).equals(before)).toBe(true);
  expect(ours.found['0 other']).toBe('\xc0\x3b\x39\x98 looks like a re');
  await execa('e2fsck', ['-fy', disk], { reject: false });
  expect(readFileSync(disk).equals(before)).toBe(false);
  expect(ours).toEqual(await left(artifacts));
});

test('whatever is wrong with a disk, it ends, and costs no more than what cannot be read', async () => {
  const { artifacts, disk, debugfs } = await aDisk();
  await debugfs('jo', `jw -b 900 ${disk}`, 'jc');
  const image = readFileSync(disk);
  for (let seed = 0; seed < 15; seed++) {
    writeFileSync(disk, damaged(image, diceOf(`disk ${seed}`)));
    const { missed } = await left(artifacts, 1000);
    for (const why of missed) expect(why instanceof Error || typeof why === 'symbol').toBe(true);
  }
  writeFileSync(disk, image.subarray(0, 1 << 20));
  expect((await left(artifacts)).missed.some((why) => why instanceof UmlRunError)).toBe(true);
});

test('a folder inside itself is entered once', async () => {
  const { artifacts, debugfs } = await aDisk();
  const top = artifacts.pathOf(0).split('/').at(-1)!;
  await debugfs(`link ${top}/a ${top}/a/b/again`);
  const { found, missed } = await left(artifacts);
  expect(found).toEqual({ ...whole, '2 again': 'folder' });
  expect(missed).toHaveLength(1);
});
