import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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

test('what is there can be read while the test runs', async () => {
  const path = join(ownFolder(), 'stdout');
  const file = new Capture(path, 100);
  file.write(bytes('first\n'));
  expect(readFileSync(path)).toEqual(bytes('first\n'));
  file.close();
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

test('byte by byte, the last half takes no more memory than its bytes', async () => {
  const path = join(ownFolder(), 'stdout');
  const file = new Capture(path, 4 << 20);
  file.write(Buffer.alloc(2 << 20));
  const before = process.memoryUsage();
  const byte = Buffer.alloc(1);
  for (let number = 0; number < 3 << 20; number++) {
    byte.writeUInt8(number & 0xff);
    file.write(byte);
  }
  const after = process.memoryUsage();
  file.close();
  expect(after.external + after.heapUsed - before.external - before.heapUsed).toBeLessThan(100 << 20);
  expect(readFileSync(path).subarray(-256)).toEqual(Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)));
});
