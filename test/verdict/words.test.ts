import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { relevantLog } from '../../src/verdict/relevant-log.ts';
import { signalName } from '../../src/verdict/signals.ts';
import { startErrorText } from '../../src/verdict/start-error.ts';

test("signals have the names that the machine's own shell has for them", () => {
  for (let number = 1; number <= 31; number++) {
    const name = execFileSync('/bin/bash', ['-c', `kill -l ${number}`], { encoding: 'utf8' }).trim();
    expect(signalName(number)).toBe(`SIG${name}`);
  }
});

test('real-time signals count from SIGRTMIN, and the two below are of the C library', () => {
  expect([32, 34, 35, 64].map(signalName)).toEqual(['signal 32', 'SIGRTMIN', 'SIGRTMIN+1', 'SIGRTMIN+30']);
});

test('errors of a start have words, and at the least their number', () => {
  expect(startErrorText(13)).toContain('EACCES');
  expect(startErrorText(28)).toBe('no space left on device (ENOSPC)');
  expect(startErrorText(4711)).toBe('error 4711');
});

test('what a report shows of a long log is the end, and whole the reports that are not in it', () => {
  const log = Array.from({ length: 1000 }, (_, number) => `line ${number}`);
  const plenty = 1 << 20;
  expect(relevantLog({ log: log.slice(0, 400), splats: [] }, plenty)).toEqual(log.slice(0, 400));
  expect(relevantLog({ log, splats: [] }, plenty)).toEqual(log.slice(-400));
  expect(relevantLog({ log, splats: [{ trace: log.slice(900, 950) }] }, plenty)).toEqual(log.slice(-400));
  const shown = relevantLog({ log, splats: [{ trace: log.slice(10, 60) }] }, plenty);
  expect(shown).toEqual([...log.slice(10, 60), '...', ...log.slice(-349)]);
});

test('of long lines a report shows fewer, and a splat before them all the same', () => {
  const splat = ['WARNING: CPU: 0', 'Call Trace:', ' f+0x1/0x2'];
  const log = [...splat, ...Array.from({ length: 300 }, (_, number) => `${number} ${'x'.repeat(4000)}`)];
  const shown = relevantLog({ log, splats: [{ trace: splat }] }, 20_000);
  expect(shown).toEqual([...splat, '...', ...log.slice(-3)]);
  expect(relevantLog({ log, splats: [] }, 20_000)).toEqual(log.slice(-4));
});
