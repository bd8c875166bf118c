/** A process that goes through a run, but for the guests, with an output folder on a disk that something happens to. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Capture } from '../../src/guest/capture.ts';
import type { RunEvent } from '../../src/model/run-events.ts';
import { openLiveReports } from '../../src/report/live-reports.ts';
import { RunRecord } from '../../src/results/record.ts';
import { hear } from '../support/log.ts';
import { detailed } from '../support/sample-results.ts';

const [folder = '', scenario = ''] = process.argv.slice(2);
const logs = join(folder, 'logs');
mkdirSync(logs, { recursive: true });

let problem: string | undefined;
let others: string | undefined;
const happenings: Record<string, () => void> = {
  output: () => fillBy(64 << 20),
  // It fits on the disk, but not with its last half a second time.
  'end-of-output': () => fillBy(4 << 20),
  others: () => untilFull((number) => writeFileSync(join(folder, '..', `${number}`), Buffer.alloc(4096))),
  files: () => untilFull((number) => writeFileSync(join(logs, `${number}`), '')),
  'read-only': () => execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'none', folder]),
};

function fillBy(limit: number): void {
  const output = new Capture(join(logs, 'a.stdout'), limit);
  for (let times = 0; times < 20; times++) output.write(Buffer.alloc(1 << 20));
  const other = new Capture(join(logs, 'b.stdout'), limit);
  other.write(Buffer.from('what another test wrote'));
  other.close();
  others = readFileSync(join(logs, 'b.stdout'), 'utf8');
  output.close();
  problem = output.problem;
}

function untilFull(write: (number: number) => void): void {
  for (let number = 0; ; number++) {
    try {
      write(number);
    } catch {
      return;
    }
  }
}

const { kernels, tests } = detailed(20);
const heard = hear();
let handedOn = 0;
const reports = openLiveReports(folder, {
  ...heard,
  onEvent(event) {
    if (event.type === 'warning') heard.warning(event.text);
    if (event.type === 'test-ended') handedOn++;
  },
});
const record = new RunRecord();
function emit(event: RunEvent): void {
  record.apply(event);
  reports.onEvent(event, () => record.results());
}

let error: string | undefined;
if (scenario === 'full') happenings.others?.();
try {
  const unrun = { verdict: 'errored', kernelLog: [], subtests: [], subtestsLeftOut: 0, notRun: true } as const;
  emit({
    type: 'run-started',
    kernels,
    tests: tests.map((test) => ({ ...test, ...unrun, kernelLog: [], subtests: [] })),
    rounds: 1,
  });
  happenings[scenario]?.();
  for (const result of tests) emit({ type: 'test-ended', result, final: true });
} catch (thrown) {
  const { code, exitCode, message } = thrown as { code: string; exitCode: number; message: string };
  error = `${code} ${exitCode} ${message}`;
}
const isWritten = await reports.finish(record.results());
const files = readdirSync(folder).sort();
const totals = files.includes('results.json') && JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')).totals;
console.log(JSON.stringify({ isWritten, handedOn, files, totals, warnings: heard.warnings, problem, others, error }));
