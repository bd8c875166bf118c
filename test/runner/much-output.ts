/**
 * A process that keeps what 60 attempts leave, each with much TAP, many long lines of a kernel's log, and much output,
 * as one guest and its run do. Says by how many megabytes its memory has grown at most.
 */
import { join } from 'node:path';
import { KernelLog } from '../../src/console/kernel-log.ts';
import { AttemptOutput } from '../../src/runner/attempt-output.ts';
import { findingsOf } from '../../src/runner/outcome.ts';
import { kernelTest } from '../support/kernel-test.ts';

const [folder = ''] = process.argv.slice(2);
const [detailBytes, tests] = [100 << 10, 60];
const tap = Buffer.from(Array.from({ length: 400 }, (_, index) => `ok ${index} - ${'n'.repeat(12_000)}\n`).join(''));
const line = `${'k'.repeat(64_000)}\n`;

const kept = [];
const before = process.resourceUsage().maxRSS;
for (let number = 0; number < tests; number++) {
  const of = { ...kernelTest('a'), stdout: join(folder, 'a.stdout'), stderr: join(folder, 'a.stderr') };
  const output = new AttemptOutput({ of, round: 1 }, 4 << 20, detailBytes);
  output.write('stdout', Buffer.from('TAP version 13\n'));
  output.write('stdout', tap);
  output.write('stderr', tap);
  output.close();
  const log = new KernelLog();
  for (let lines = 0; lines < 300; lines++) log.read(Buffer.from(`${lines} ${line}`).toString());
  const outcome = { observation: { ...log.findings, end: { how: 'exit', code: 0 } as const } };
  const ended = { outcome, seconds: 1, guest: 'k-1', tap: output.readTap() };
  kept.push(output, findingsOf(ended, { skipExitCodes: [], failOn: [] }, detailBytes));
}
console.log(Math.round((process.resourceUsage().maxRSS - before) / 1024));
