import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';
import { onSmallDisk } from '../support/small-disk.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const ended = { code: 0, stderr: '' };

/** Runs one function of switch-peers.py. @returns what it found */
async function found(scene: string, folder = ownFolder()): Promise<unknown> {
  const script = join(import.meta.dirname, 'switch-peers.py');
  const { stdout } = await execa('python3', [script, nativeFile('switch'), folder, scene]);
  return JSON.parse(stdout);
}

test('frames go everywhere until their receiver is known; those that are too long or too short, nowhere', async () => {
  expect(await found('learning')).toEqual({
    said: 'listening\n',
    first: [1, 1, 1],
    answer: [1, 0, 0],
    second: [1, 0, 0],
    whole: [true],
    ...ended,
  });
});

test('a guest with the address of another neither sends nor receives for it', async () => {
  expect(await found('forged')).toEqual({ refused: 0, owner: 1, thief: 0, ...ended });
});

test('isolated guests reach others, but not each other', async () => {
  expect(await found('isolated')).toEqual({ other: 0, server: 2, ...ended });
});

test('what a guest sent before its end arrives, and another one may take its port', async () => {
  expect(await found('comes_back')).toEqual({ last: 1, again: ['again'], ...ended });
});

test('a guest that floods does not starve the others', async () => {
  expect(await found('flood')).toEqual({ seen: 200, ...ended });
});

test('what a guest does not take is dropped, and nobody waits for it for long', async () => {
  expect(await found('full')).toEqual({ some: true, 'in order': true, later: [3000], ...ended });
});

test('a guest that has not read 64 frames gets the others later, and costs nothing meanwhile', async () => {
  expect(await found('unread')).toEqual({ few: true, asleep: true, all: 500, ...ended });
});

test('delay and loss, the same frames with the same seed', async () => {
  expect(await found('impaired')).toEqual({ delayed: true, same: true, other: true, some: true });
});

test('a rate is kept', async () => {
  expect(await found('rate')).toEqual({ slow: true, ...ended });
});

test('the way out is one more port, without which the switch ends', async () => {
  expect(await found('uplink')).toEqual({
    out: 1,
    back: [1, 0],
    code: 126,
    stderr: 'uml-run switch: cannot go on without the way out: error 32\n',
  });
});

/** Blocks of a pcapng file of this machine's order of bytes: their types, and that they fill the file. */
function blocksOf(file: Buffer): number[] {
  const types: number[] = [];
  let at = 0;
  while (at < file.length) {
    const length = file.readUInt32LE(at + 4);
    expect(file.readUInt32LE(at + length - 4)).toBe(length);
    types.push(file.readUInt32LE(at));
    at += length;
  }
  expect(at).toBe(file.length);
  return types;
}

test('a capture has each frame once, under the name of the port that it came from', async () => {
  const folder = ownFolder();
  expect(await found('captured', folder)).toEqual({ counts: [1, 3], ...ended });
  const file = readFileSync(join(folder, 'all.pcapng'));
  expect(blocksOf(file)).toEqual([0x0a0d0d0a, 1, 1, 6, 6, 6, 6]);
  expect(file.includes('first')).toBe(true);
  const { stdout } = await execa('tcpdump', ['-nr', join(folder, 'all.pcapng')]);
  expect(stdout.match(/0x88b5/g)).toHaveLength(4);
});

test('a capture that may not grow ends with a whole frame, and the switch goes on', async () => {
  const folder = ownFolder();
  const path = join(folder, 'limited.pcapng');
  const stderr = 'uml-run switch: cannot write more to the capture: error 27 (EFBIG)\n';
  expect(await found('capture_limit', folder)).toEqual({ count: 200, code: 0, stderr });
  expect(blocksOf(readFileSync(path)).length).toBeGreaterThan(50);
});

test('a capture on a full disk ends with a whole frame, and the switch goes on', async () => {
  const folder = ownFolder();
  const copy = join(folder, 'copy.pcapng');
  const script = join(import.meta.dirname, 'switch-peers.py');
  const command = `python3 "$script" "$program" "$disk" capture_full_disk; cp "$disk/full.pcapng" "$copy"`;
  const env = { script, program: nativeFile('switch'), copy };
  const { stdout } = await onSmallDisk('size=1m', command, env);
  expect(JSON.parse(stdout[0]!)).toEqual({
    count: 200,
    code: 0,
    stderr: 'uml-run switch: cannot write more to the capture: error 28 (ENOSPC)\n',
  });
  expect(blocksOf(readFileSync(copy)).length).toBeGreaterThan(30);
});
