/** What people see on a terminal while tests run, and what is left of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { widthOf } from '../../src/report/width.ts';
import { command } from '../support/command.ts';
import { kernelWords } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { FakeTerminal } from '../support/terminal.ts';

const columns = 60;

function makePrograms(): string {
  const folder = ownFolder();
  for (const [name, body] of Object.entries({ bad: 'exit 3', sleeps: 'sleep 1.5', hangs: 'sleep 1000' }))
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return folder;
}

/** Runs tests on a terminal. @param type what is typed, once, when that is shown. @returns all that came */
async function runOnTerminal(tests: readonly string[], type?: { at: RegExp; text: string }): Promise<string> {
  const words = [
    ...command,
    ...kernelWords('6.1', '7.2'),
    '--order',
    'given',
    '--jobs',
    '2',
    '--output',
    'results',
    ...tests,
  ];
  const line = `stty cols ${columns}; ${words.map((word) => `'${word}'`).join(' ')}`;
  const running = execa('script', ['-qec', line, '/dev/null'], {
    cwd: makePrograms(),
    env: { NO_COLOR: '1', TERM: 'xterm' },
    stdin: 'pipe',
    reject: false,
  });
  let came = '';
  let isTyped = false;
  for await (const piece of running.iterable({ from: 'stdout', binary: true })) {
    came += Buffer.from(piece).toString();
    if (!type || isTyped || !type.at.test(came)) continue;
    isTyped = true;
    running.stdin.write(type.text);
  }
  await running;
  return came.replaceAll('\r\n', '\n');
}

const progress = /^(\S+) +\d+ done {2}\d+ left/;

/** Lines of progress as they were drawn, and the lines that are there in the end. */
function linesOf(came: string) {
  const terminal = new FakeTerminal(columns);
  terminal.write(came);
  const drawn = came.split(/\n|\r|\x1b\[\d*[AJ]/).filter((line) => progress.test(line));
  return { drawn, left: terminal.shown };
}

test('each kernel has a line that fits, below what is printed, and nothing is left of it', async () => {
  const { drawn, left } = linesOf(await runOnTerminal(['./bad', './sleeps']));
  expect(drawn.some((line) => /^6\.1\S* +1 done {2}1 left {2}1 failed {2}1 guest {2}sleeps$/.test(line))).toBe(true);
  expect(drawn.some((line) => /^7\.2\S* +1 done {2}1 left {2}1 failed {2}1 guest {2}sleeps$/.test(line))).toBe(true);
  for (const line of drawn) expect(widthOf(line)).toBeLessThan(columns);
  expect(left.filter((line) => progress.test(line))).toEqual([]);
  expect(left.slice(0, 4).map((line) => line.split(' ')[0])).toEqual(['failed', 'failed', 'passed', 'passed']);
  expect(left.at(-2)).toMatch(/^report: /);
});

test('one that is interrupted leaves nothing of it, and tells what interrupted it', async () => {
  const { left } = linesOf(await runOnTerminal(['./hangs'], { at: /guest {2}hangs/, text: '\x03' }));
  expect(left.filter((line) => progress.test(line))).toEqual([]);
  expect(left).toContain('uml-run: interrupted by SIGINT');
  expect(left).toContain('1 test on 2 kernels: 2 not run; the run was interrupted');
});
