import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { captureLog, type Remark } from '../../src/cache/remotes/capture-log.ts';

/** What reaches the real stdout from now on. */
function onStdout(): string[] {
  const { write } = process.stdout;
  const written: string[] = [];
  process.stdout.write = (chunk: unknown) => {
    written.push(String(chunk));
    return true;
  };
  onTestFinished(() => {
    process.stdout.write = write;
  });
  return written;
}

test('what the work writes is captured, and what others write meanwhile is not', async () => {
  const written = onStdout();
  const remarks: Remark[] = [];
  const work = async () => {
    process.stdout.write('::warning::50%25 of it%0Ais lost\n');
    await sleep(20);
    process.stdout.write(Buffer.from('plain\n::error file=x::no\n'));
    process.stdout.write('::add-mask::secret\n');
    return 7;
  };
  const working = captureLog(work, (remark) => remarks.push(remark));
  process.stdout.write('mine\n');
  expect(await working).toBe(7);
  expect(remarks).toEqual([
    { level: 'warning', text: '50% of it\nis lost' },
    { level: 'info', text: 'plain' },
    { level: 'error', text: 'no' },
  ]);
  expect(written).toEqual(['mine\n', '::add-mask::secret\n']);
});

test('stdout is as it was when the last of the work has ended, or failed', async () => {
  onStdout();
  const { write } = process.stdout;
  const long = captureLog(
    () => sleep(30),
    () => {},
  );
  await captureLog(
    () => Promise.reject(new Error('out of order')),
    () => {},
  ).catch(() => {});
  expect(process.stdout.write).not.toBe(write);
  await long;
  expect(process.stdout.write).toBe(write);
});
