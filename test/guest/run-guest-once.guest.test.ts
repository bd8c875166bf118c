/** One guest to its end, whatever becomes of it: programs stand for kernels that misbehave as real ones seldom do. */
import { existsSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { GuestSettings } from '../../src/guest/guest-settings.ts';
import type { GuestEvent } from '../../src/guest/guest-state.ts';
import type { RunningGuest } from '../../src/guest/run-guest.ts';
import { runGuestOnce } from '../../src/guest/run-guest-once.ts';
import * as native from '../../src/host/native-file.ts';
import { UmlRunError } from '../../src/model/errors.ts';
import { talkerGuest, talkerTest } from '../support/talker.ts';

vi.mock('../../src/host/native-file.ts', { spy: true });

interface Wish {
  bootTimeoutSeconds?: number;
  testTimeout?: number;
  signal?: AbortSignal;
  onEvent?(event: GuestEvent, guest: RunningGuest): void;
}

async function once(body: string, { bootTimeoutSeconds = 20, testTimeout = 10, signal, onEvent }: Wish = {}) {
  const { kernel, settings, scratch } = await talkerGuest(body);
  try {
    const options = { name: 'once', bootTimeoutSeconds, ...(signal && { signal }), ...(onEvent && { onEvent }) };
    const report = await runGuestOnce(kernel, talkerTest('a', testTimeout), settings, options);
    // Nothing of the guest is left but its console.
    expect(await readdir(scratch.memory.owned[0]!)).toEqual([]);
    expect((await readdir(scratch.folder)).toSorted()).toEqual(['once.console.log', 'share']);
    return report;
  } finally {
    scratch.remove();
  }
}

const hello = 'say(control, "\\nhello %s 1.2\\n", guest); say(log, "uml-run: end of %s\\n", guest);';
const start = 'say(control, "\\nstart %s\\n", test[0]);';
const end =
  'end_streams(test[0]); say(control, "\\nend %s exit 3 5\\n", test[0]); say(control, "\\nbye %s done\\n", guest);';
const forever = 'for (;;) pause();';

/** Of the process: a clock that is left behind keeps it, and the command, from ending. */
const clocks = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('a test ends, and the guest after it', async () => {
  const seen: string[] = [];
  const report = await once(`${hello} ${start} say(out, "hi"); ${end}`, {
    onEvent: ({ type }) => void seen.push(type),
  });
  expect(report).toMatchObject({ finished: true, outcome: { observation: { end: { how: 'exit', code: 3 } } } });
  expect(seen).toEqual(expect.arrayContaining(['booted', 'started', 'bytes', 'ended']));
});

test.each([
  // Node tells of some errors when it spawns, and of others later.
  ['may not be executed', '/etc/passwd'],
  ['is no file', '/dev/null/supervisor'],
])('a supervisor that %s is an error at once, and no clock is left behind', async (_, path) => {
  const before = clocks();
  vi.mocked(native.nativeFile).mockReturnValue(path);
  onTestFinished(() => void vi.mocked(native.nativeFile).mockReset());
  await expect(once(hello, { bootTimeoutSeconds: 3600 })).rejects.toThrow(
    expect.objectContaining({ code: 'guest-failed', message: expect.stringMatching(/^cannot start a guest: /) }),
  );
  expect(clocks()).toBeLessThanOrEqual(before);
});

/** Files below a folder that this process has open. */
async function openBelow(folder: string): Promise<string[]> {
  const links = (await readdir('/proc/self/fd')).map((file) => readlink(`/proc/self/fd/${file}`).catch(() => ''));
  return (await Promise.all(links)).filter((path) => path.startsWith(folder));
}

test.each<[string, (settings: GuestSettings) => void]>([
  ['whose command line is too long for this machine', (settings) => (settings.kernelArguments = 'x'.repeat(200_000))],
  ['whose folder cannot be made', (settings) => (settings.share = 'x'.repeat(5000))],
  ['whose init is missing', () => vi.mocked(native.nativeFile).mockReturnValue('/dev/null/init')],
])('a guest %s is an error at once, and leaves nothing behind', async (_, spoil) => {
  onTestFinished(() => void vi.mocked(native.nativeFile).mockReset());
  const before = clocks();
  const { kernel, settings, scratch } = await talkerGuest(hello);
  onTestFinished(() => scratch.remove());
  spoil(settings);
  const started = runGuestOnce(kernel, undefined, settings, { name: 'once', bootTimeoutSeconds: 3600 });
  await expect(started).rejects.toMatchObject({
    code: 'guest-failed',
    message: expect.stringMatching(/^cannot start a guest: /),
  });
  expect(clocks()).toBeLessThanOrEqual(before);
  expect(await openBelow(scratch.folder)).toEqual([]);
  const left = [scratch.folder, ...scratch.memory.owned.filter((path) => existsSync(path))].map((path) =>
    readdir(path),
  );
  expect((await Promise.all(left)).flat().filter((name) => /^once(-|$)/.test(name))).toEqual([]);
});

test('what its listener throws ends the guest, and is thrown: the disk is full in the middle', async () => {
  const before = clocks();
  const full = new UmlRunError('disk-full', 'no space left');
  const body = `${hello} ${start} for (;;) { say(out, "more"); usleep(1000); }`;
  let calls = 0;
  const onEvent = ({ type }: GuestEvent) => {
    if (type !== 'bytes') return;
    calls++;
    throw full;
  };
  await expect(once(body, { onEvent, testTimeout: 3600 })).rejects.toBe(full);
  expect(calls).toBe(1);
  expect(clocks()).toBeLessThanOrEqual(before);
});

test('a guest that dies, before and while its test runs', async () => {
  const early = await once('return 3;');
  expect(early).toMatchObject({ finished: false, problem: "the guest's kernel ended with code 3" });
  expect(early.outcome).toBeUndefined();
  expect(early.bootSeconds).toBeUndefined();
  const late = await once(`${hello} ${start} return 4;`);
  expect(late.outcome?.noExit).toEqual({ cause: 'guest-died', how: "the guest's kernel ended with code 4" });
});

test('a guest that is silent, and one whose test does not end', async () => {
  const silent = await once(forever, { bootTimeoutSeconds: 0.3 });
  expect(silent).toMatchObject({ finished: false, problem: 'no sign of life from the guest within 0.3 s' });
  const late = await once(`${hello} ${start} ${forever}`, { testTimeout: 0.3 });
  expect(late.outcome?.noExit).toEqual({ cause: 'timeout', seconds: 0.3 });
});

test('without a limit, a test may take its time', async () => {
  const report = await once(`${hello} ${start} usleep(700000); ${end}`, { testTimeout: 0, bootTimeoutSeconds: 0.5 });
  expect(report.outcome?.observation.end).toEqual({ how: 'exit', code: 3 });
});

test('an abort ends it, before and after it has started', async () => {
  const controller = new AbortController();
  const running = once(`${hello} ${start} ${forever}`, {
    signal: controller.signal,
    onEvent: ({ type }) => type === 'started' && controller.abort(new Error('ctrl-C')),
  });
  await expect(running).rejects.toThrow('ctrl-C');
  await expect(once(hello, { signal: controller.signal })).rejects.toThrow('ctrl-C');
});

test('what floods is heard a piece at a time: between two pieces others have their turn', async () => {
  // With the end of its process come all bytes that are left, so that is later.
  const heard = new Map<number, number>();
  let turn = 0;
  let next = setImmediate(function count() {
    turn++;
    next = setImmediate(count);
  });
  const body = `${hello} ${start} char piece[65537] = {0}; memset(piece, 'x', 65536);
    for (int n = 0; n < 100; n++) say(out, "%s", piece); ${end} usleep(300000);`;
  const report = await once(body, {
    onEvent(event) {
      if (event.type === 'bytes') heard.set(turn, (heard.get(turn) ?? 0) + event.bytes.length);
    },
  });
  clearImmediate(next);
  expect(report.outcome?.observation.end).toEqual({ how: 'exit', code: 3 });
  expect([...heard.values()].reduce((sum, bytes) => sum + bytes, 0)).toBe(6_553_600);
  expect(Math.max(...heard.values())).toBeLessThanOrEqual(65536 + 32);
});
