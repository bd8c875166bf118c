import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, openSync, readSync, realpathSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { SharedPages } from '../../src/guest/shared-pages.ts';
import { tokenOf } from '../support/recording.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const token = tokenOf('test', 0);
const [page, ringPages] = [4096, 256];
const room = ringPages * page;
/** The first page, the first half of a ring behind it, then what is in the opposite order. */
const runs = [
  { first: 3, count: 129 },
  { first: 140, count: 256 },
  { first: 700, count: 1 },
  { first: 500, count: 127 },
];
const places = runs.flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => (first + at) * page));
const streams = {
  stdout: { at: 40, ring: places.slice(1, 1 + ringPages) },
  stderr: { at: 64, ring: places.slice(1 + ringPages) },
};

let closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  closing = [];
});

/** A guest's memory: a file without a name that a child process holds open. Returns this process's descriptor of it. */
async function makeMemory(begin = token): Promise<{ folder: string; file: number }> {
  const folder = realpathSync(ownFolder());
  const path = join(folder, 'memory');
  writeFileSync(path, Buffer.alloc(800 * page));
  const file = openSync(path, 'r+');
  for (const place of places) writeSync(file, begin, place);
  const holder: ChildProcess = spawn('sh', ['-c', 'exec 3<>"$0"; rm "$0"; echo; read line', path]);
  closing.push(
    () => holder.kill(),
    () => closeSync(file),
  );
  await once(holder.stdout!, 'data');
  return { folder, file };
}

/** What init does. */
function put(file: number, stream: keyof typeof streams, bytes: Buffer, from: number, onConsole = 0): void {
  const { at, ring } = streams[stream];
  for (const [index, byte] of bytes.entries()) {
    const place = (from + index) % room;
    writeSync(file, Buffer.of(byte), 0, 1, ring[Math.floor(place / page)]! + (place % page));
  }
  const header = Buffer.alloc(16);
  header.writeBigUInt64LE(BigInt(onConsole));
  header.writeUInt32LE(1, 8);
  header.writeUInt32LE((from + bytes.length) >>> 0, 12);
  writeSync(file, header, 0, header.length, places[0]! + at);
}

function number(file: number, at: number): number {
  const bytes = Buffer.alloc(4);
  readSync(file, bytes, 0, 4, places[0]! + at);
  return bytes.readUInt32LE();
}

function takeAll(pages: SharedPages, onConsole = 0) {
  const taken: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  while (
    pages.take(
      () => onConsole,
      (stream, bytes) => taken[stream].push(Buffer.from(bytes)),
    )
  );
  return { stdout: Buffer.concat(taken.stdout), stderr: Buffer.concat(taken.stderr) };
}

function find(folder: string, given = runs): SharedPages | undefined {
  const pages = SharedPages.find(process.pid, folder, token, given);
  if (pages) closing.push(() => pages.close());
  return pages;
}

test('bytes come out of both rings as they went in, wherever the pages are and over the end of a ring', async () => {
  const { folder, file } = await makeMemory();
  const pages = find(folder)!;
  expect(number(file, 32)).toBe(1);
  const bytes = Buffer.from(Array.from({ length: 3 * page }, (_, index) => index % 251));
  // Counts go on after 2^32.
  const nearEnd = 2 ** 32 - page - 10;
  for (const stream of ['stdout', 'stderr'] as const)
    writeSync(file, numberOf(nearEnd), 0, 4, places[0]! + streams[stream].at + 16);
  put(file, 'stdout', bytes, nearEnd);
  put(file, 'stderr', bytes.subarray(1), nearEnd);
  const taken = takeAll(pages);
  expect(taken.stdout.equals(bytes)).toBe(true);
  expect(taken.stderr.equals(bytes.subarray(1))).toBe(true);
  expect(number(file, streams.stdout.at + 16)).toBe(number(file, streams.stdout.at + 12));
});

test('bytes wait for those that come before them on the console', async () => {
  const { folder, file } = await makeMemory();
  const pages = find(folder)!;
  put(file, 'stdout', Buffer.from('later'), 0, 1000);
  expect(takeAll(pages, 999).stdout.toString()).toBe('');
  expect(takeAll(pages, 1000).stdout.toString()).toBe('later');
});

test('while it looks by itself, init is told that it need not wake it', async () => {
  const { folder, file } = await makeMemory();
  const pages = find(folder)!;
  pages.setAwake(true);
  expect(number(file, 36)).toBe(1);
  pages.setAwake(false);
  expect(number(file, 36)).toBe(0);
});

test.each([
  ['pages without the token', tokenOf('test', 1), runs],
  ['too few pages', token, runs.slice(1)],
  ['pages behind the end of the file', token, [...runs.slice(0, 2), { first: 2 ** 40, count: 128 }]],
  ['pages at numbers that no file has', token, [...runs.slice(0, 2), { first: 1e19, count: 128 }]],
  ['more pages than any guest has', token, [{ first: 3, count: 1e15 }]],
])('%s are none, and nothing is written there', async (_, begin, given) => {
  const { folder, file } = await makeMemory(begin);
  expect(find(folder, given)).toBe(undefined);
  expect(number(file, 32)).toBe(0);
});

test('a file in another folder is not opened', async () => {
  await makeMemory();
  expect(find(realpathSync(ownFolder()))).toBe(undefined);
});

test('a count that cannot be gives no more than a ring has', async () => {
  const { folder, file } = await makeMemory();
  const pages = find(folder)!;
  put(file, 'stdout', Buffer.alloc(0), 7 * room);
  let length = 0;
  expect(
    pages.take(
      () => 0,
      (_, bytes) => (length += bytes.length),
    ),
  ).toBe(true);
  expect(length).toBe(128 << 10);
});

test('of a file that was made shorter, nothing is read', async () => {
  const { folder, file } = await makeMemory();
  const pages = find(folder)!;
  put(file, 'stdout', Buffer.from('bytes'), 0);
  ftruncateSync(file, 0);
  expect(takeAll(pages).stdout.length).toBe(0);
});

function numberOf(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
