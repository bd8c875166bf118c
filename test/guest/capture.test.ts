import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, asyncProperty, assert as check, integer, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { Capture } from '../../src/guest/capture.ts';
import { reportContext } from '../../src/report/report-context.ts';
import { ownFolder } from '../support/temporary-folder.ts';

async function capture(limit: number, pieces: Uint8Array[]): Promise<Buffer> {
  const path = join(ownFolder(), 'a/b/stdout');
  const file = new Capture(path, limit);
  for (const piece of pieces) file.write(Buffer.from(piece));
  file.close();
  return readFileSync(path);
}

const bytes = (text: string) => Buffer.from(text);

test('up to the limit, exactly the bytes', async () => {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  expect(await capture(256, [every])).toEqual(Buffer.from(every));
  expect(await capture(1000, [])).toEqual(bytes(''));
});

test('above it, the first half, what was left out, and the last half', async () => {
  const text = '0123456789abcdefghij';
  const wanted = bytes('01234\n[uml-run: 10 bytes left out]\nfghij');
  expect(await capture(10, [bytes(text)])).toEqual(wanted);
  expect(await capture(10, [...text].map(bytes))).toEqual(wanted);
});

test('however far above it, and in whatever pieces', async () => {
  const text = Buffer.from(Array.from({ length: 120 }, (_, at) => 0x21 + (at % 90)));
  for (let length = 41; length <= text.length; length++)
    for (const piece of [1, 7, 20, 41, 64]) {
      const pieces = Array.from({ length: Math.ceil(length / piece) }, (_, at) =>
        text.subarray(at * piece, Math.min(length, (at + 1) * piece)),
      );
      const missing = bytes(`\n[uml-run: ${length - 40} bytes left out]\n`);
      const wanted = Buffer.concat([text.subarray(0, 20), missing, text.subarray(length - 20, length)]);
      expect((await capture(40, pieces)).toString()).toBe(wanted.toString());
    }
});

test('what is there can be read while the test runs', async () => {
  const path = join(ownFolder(), 'stdout');
  const file = new Capture(path, 100);
  file.write(bytes('first\n'));
  expect(readFileSync(path)).toEqual(bytes('first\n'));
  file.close();
});

test('until its end, and if this process is killed, the file has the beginning up to the limit, and is alone', () => {
  const folder = ownFolder();
  const path = join(folder, 'stdout');
  const file = new Capture(path, 10);
  for (const piece of ['01234', '567', '89abc', 'd', 'efghijklmnop', 'q']) {
    file.write(bytes(piece));
    expect('0123456789'.startsWith(readFileSync(path, 'utf8'))).toBe(true);
    expect(readdirSync(folder)).toEqual(['stdout']);
  }
  expect(readFileSync(path, 'utf8')).toBe('0123456789');
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('01234\n[uml-run: 17 bytes left out]\nmnopq');
  expect(readdirSync(folder)).toEqual(['stdout']);
});

test('no link is followed to where the last half waits for its turn', () => {
  const folder = ownFolder();
  const [other, path] = [join(folder, 'other'), join(folder, 'stdout')];
  writeFileSync(other, 'kept');
  const file = new Capture(path, 4);
  symlinkSync(other, `${path}.last`);
  file.write(bytes('abcdef'));
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('ab\n[uml-run: 2 bytes left out]\nef');
  expect(readFileSync(other, 'utf8')).toBe('kept');
});

test('a FIFO or a link in its place is replaced, and a report does not wait for it', () => {
  const folder = ownFolder();
  const [fifo, link, other] = ['fifo', 'link', 'other'].map((name) => join(folder, name)) as [string, string, string];
  execFileSync('mkfifo', [fifo]);
  writeFileSync(other, 'kept');
  symlinkSync(other, link);
  expect(reportContext(folder).readTail('fifo', 10).bytes.length).toBe(0);
  for (const path of [fifo, link]) {
    const file = new Capture(path, 100);
    file.write(bytes('x'));
    file.close();
    expect([readFileSync(path, 'utf8'), file.problem]).toEqual(['x', undefined]);
  }
  expect(readFileSync(other, 'utf8')).toBe('kept');
});

test('a piece that the caller uses again does not change what was kept', async () => {
  const piece = bytes('x');
  const path = join(ownFolder(), 'stdout');
  const file = new Capture(path, 4);
  for (const letter of 'abcd') {
    piece.write(letter);
    file.write(piece);
  }
  file.close();
  expect(readFileSync(path)).toEqual(bytes('abcd'));
});

test('whatever the pieces, the beginning and the end are those of the whole', async () => {
  const folder = ownFolder();
  let number = 0;
  await check(
    asyncProperty(integer({ min: 2, max: 40 }), array(uint8Array({ maxLength: 30 })), async (limit, pieces) => {
      const path = join(folder, String(number++));
      const file = new Capture(path, limit);
      for (const piece of pieces) file.write(Buffer.from(piece));
      file.close();
      const [all, half] = [Buffer.concat(pieces), Math.floor(limit / 2)];
      const left = all.length - 2 * half;
      const wanted =
        left <= 0
          ? all
          : Buffer.concat([all.subarray(0, half), bytes(`\n[uml-run: ${left} bytes left out]\n`), all.subarray(-half)]);
      expect(readFileSync(path)).toEqual(wanted);
    }),
  );
});

test.each([
  ['a byte', 1, 256 << 10],
  ['a page', 4096, 24 << 20],
  ['a piece that the host reads', 64 << 10, 48 << 20],
])('a limit of 32 MB takes no memory, for writes of %s', (_, length, above) => {
  const path = join(ownFolder(), 'stdout');
  const limit = 32 << 20;
  const [all, piece] = [Buffer.alloc(limit), Buffer.alloc(length)];
  const before = memory();
  let most = 0;
  const file = new Capture(path, limit);
  file.write(all);
  for (let written = 0; written < above; written += length) {
    piece.fill(written / length);
    file.write(piece);
    if (written % (1 << 20) < length) most = Math.max(most, memory() - before);
  }
  file.close();
  expect(most).toBeLessThan(12 << 20);
  expect(memory() - before).toBeLessThan(12 << 20);
  expect(readFileSync(path).subarray(-length)).toEqual(piece);
});

/** Bytes of this process's buffers. */
function memory(): number {
  return process.memoryUsage().arrayBuffers;
}
