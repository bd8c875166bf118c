/** Results to render: a small run such as a real one, a hostile one, and a large one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type {
  GuestResult,
  KernelResult,
  PeerResult,
  Reason,
  Results,
  TestResult,
  Verdict,
} from '../../src/model/results.ts';
import { defaultLimits, type ReportContext, tailReader } from '../../src/report/report-context.ts';
import { renderJson } from '../../src/results/results-json.ts';
import { ownFolder } from './temporary-folder.ts';

export function kernel(name: string, values: Partial<KernelResult> = {}): KernelResult {
  return {
    spec: `distro:${name.split('.').slice(0, 2).join('.')}`,
    name,
    version: name,
    source: `Debian package user-mode-linux ${name}-1 (bookworm)`,
    path: `/cache/kernels/${name}/linux`,
    sha256: '0f'.repeat(32),
    bootSeconds: 0.14,
    ...values,
  };
}

export function testResult(
  name: string,
  on: string,
  verdict: Verdict,
  reason: Reason,
  values: Partial<TestResult> = {},
): TestResult {
  return {
    name,
    program: join(process.cwd(), 'fixtures/bin/static', name),
    kernel: on,
    verdict,
    reason,
    message: 'exited with 0',
    exitCode: 0,
    signal: null,
    seconds: 0.0123456,
    attempts: 1,
    failedAttempts: verdict === 'failed' || verdict === 'errored' ? 1 : 0,
    guest: reason === 'not-started' ? null : `${safe(on)}-1`,
    stdout: `logs/${safe(on)}/${safe(name)}.stdout`,
    stderr: `logs/${safe(on)}/${safe(name)}.stderr`,
    kernelLog: [],
    subtests: [],
    ...values,
  };
}

/** The first of a kernel, unless it was started after a test. */
export function guest(on: string, number = 1, after: string | null = null): GuestResult {
  const id = `${safe(on)}-${number}`;
  const why = after === null ? 'the first guest of its kernel' : `${after} was still running after 60 s`;
  return { id, kernel: on, log: `logs/${id}.log`, started: { after, why }, tests: [] };
}

export function peer(name: string, values: Partial<PeerResult> = {}): PeerResult {
  return {
    name,
    command: `./${name} 80`,
    kernel: '6.1.0',
    address: '10.0.2.101',
    end: 'running',
    message: 'ran until the run ended',
    exitCode: null,
    signal: null,
    seconds: 2.5,
    stdout: `logs/peer-${name}.stdout`,
    stderr: `logs/peer-${name}.stderr`,
    log: `logs/peer-${name}.log`,
    ...values,
  };
}

/** Results with guests beside the tests, one for each way to end. */
export function withPeers(sample = ordinary()): Results {
  const peers = [
    peer('server'),
    peer('done', { end: 'exit', exitCode: 0, message: 'ended with code 0' }),
    peer('bad', { end: 'exit', exitCode: 7, message: 'ended with code 7' }),
    peer('shot', { end: 'signal', signal: 'SIGSEGV', message: 'was ended by signal 11' }),
    peer('none', { end: 'not-started', message: 'could not be started (errno 8)' }),
    peer('late', { end: 'not-ready', message: 'port 80 did not answer within 5 s' }),
    peer('gone', { end: 'guest-died', message: 'kernel panic: x' }),
  ];
  const { version, kernels, guests, ...others } = sample;
  return { version, kernels, guests, peers, ...others };
}

/** The place of the store is the user's own words. */
export function withRootfs(sample = ordinary()): Results {
  const { version, kernels, ...others } = sample;
  const source = 'busybox 1:1.35.0-4 from the store "./<b>*store*"';
  return { version, kernels, rootfs: { spec: 'minimal', source }, ...others };
}

const safe = (text: string) => text.replace(/[^\w.-]/g, '-').slice(0, 60);

export function results(kernels: KernelResult[], tests: TestResult[]): Results {
  const totals = { passed: 0, failed: 0, skipped: 0, errored: 0, notRun: 0 };
  for (const { verdict, notRun } of tests) {
    totals[verdict]++;
    if (notRun) totals.notRun++;
  }
  const guests = kernels.map(({ name }) => {
    const one = guest(name);
    return { ...one, tests: tests.filter((test) => test.guest === one.id).map(({ name }) => name) };
  });
  return { version: 1, kernels, guests, tests, totals, interrupted: false };
}

/** A verdict of each kind, and of each reason, on two kernels. */
export function ordinary(): Results {
  const [old, young] = ['5.10.209', '7.2.0'] as const;
  const splat = ['BUG: KASAN: use-after-free in kfree+0x10/0x20', 'Call Trace:', ' dump_stack+0x1c/0x2a'];
  return results(
    [kernel(old), kernel(young, { spec: 'distro', bootSeconds: null })],
    [
      testResult('exit-0', old, 'passed', 'exit'),
      testResult('exit-3', old, 'failed', 'exit', { exitCode: 3, message: 'exited with 3' }),
      testResult('signal-segv', old, 'failed', 'signal', {
        exitCode: null,
        signal: 'SIGSEGV',
        message: 'killed by SIGSEGV',
      }),
      testResult('sleep-forever', old, 'failed', 'timeout', {
        exitCode: null,
        seconds: 60,
        message: 'timeout after 60 s',
      }),
      testResult('kasan', old, 'failed', 'splat', { kernelLog: splat, message: 'BUG: KASAN: use-after-free' }),
      testResult('panic', old, 'errored', 'panic', {
        exitCode: null,
        kernelLog: ['Kernel panic - not syncing'],
        message: 'panic',
      }),
      testResult('userfaultfd-move', old, 'skipped', 'skip', { exitCode: 77, message: 'exited with 77' }),
      testResult('arm', old, 'errored', 'not-started', {
        exitCode: null,
        message: 'for the machine aarch64, not x86-64',
      }),
      testResult('flaky', old, 'passed', 'exit', { attempts: 2, failedAttempts: 1 }),
      testResult('tap', old, 'failed', 'subtests', {
        message: 'exited with 0, but 1 of 2 subtests failed: closes',
        subtests: [
          { name: 'opens', verdict: 'passed', reason: '' },
          { name: 'closes', verdict: 'failed', reason: 'got -1' },
        ],
      }),
      testResult('exit-0', young, 'errored', 'boot-failed', { exitCode: null, message: 'the kernel did not boot' }),
      testResult('exit-3', young, 'errored', 'boot-failed', { exitCode: null, message: 'the kernel did not boot' }),
      testResult('wedged', young, 'errored', 'guest-died', { exitCode: null, message: 'the guest died' }),
      testResult('tap', young, 'errored', 'unsupported', { exitCode: null, message: 'not supported' }),
    ],
  );
}

/** A test that passed, one that was running when the run was interrupted, and one that had no turn. */
export function cutShort(): Results {
  const unrun = (name: string, message: string) =>
    testResult(name, '7.2.0', 'errored', 'not-started', { attempts: 0, failedAttempts: 0, notRun: true, message });
  const tests = [
    testResult('before', '7.2.0', 'passed', 'exit'),
    unrun('running', 'the run was interrupted while it ran'),
    unrun('later', 'the run was interrupted before its turn'),
  ];
  return { ...results([kernel('7.2.0')], tests), interrupted: true };
}

/**
 * Everything that could be taken for markup, a command, or a control sequence, in names, messages, logs and outputs.
 */
export const hostileTexts = [
  '<script>alert(1)</script>',
  '</pre></section><img src=x onerror=alert(1)>',
  '"><b>\'&amp;&lt;',
  ']]><failure message="x"/><![CDATA[',
  '<!-- -- --> <?xml?> &#0; &undefined;',
  '::error::owned',
  '  ::set-output name=a::b',
  '##[add-mask]owned',
  '\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b]8;;http://x\x1b\\link\x9b2J',
  '\x1b[2J\x1b[H\x1bc\r\x08\x00\x7f\x85\x0b\x0c',
  'two\nlines\r\nand\rthree',
  '\ud800 half \udfff \ufffe \uffff \ufeff',
  '\u202eevil\u2066\u2028\u2029\u200b',
  '`code` ``` | table | **bold** _it_ [link](http://x) ![i](http://x) @user #1 ~~x~~ $x$ <br>',
  '```\n# heading\n```\n</details>',
  'née 漢字 👩‍👩‍👧 é',
  'long '.repeat(2000),
  '\\\\ back \\| slash',
  '',
  ' ',
];

export function hostile(): Results {
  const kernels = [
    kernel('6.1.0<b>"\x1b[1m\n::error::k', { source: hostileTexts.join(' '), spec: '<i>' }),
    kernel('7.2.0'),
  ];
  const tests = kernels.flatMap(({ name: on }) =>
    hostileTexts.flatMap((text, index) => [
      testResult(`${index} ${text}`, on, 'failed', 'exit', {
        message: text,
        exitCode: 1,
        kernelLog: [text, text],
        program: join(process.cwd(), text.replaceAll('\0', '') || 'x', 'p'),
        subtests: [{ name: text, verdict: 'failed', reason: text }],
        stdout: `logs/${index}.out`,
        stderr: `logs/${index}.out`,
        seconds: 1e-9,
      }),
      testResult(`${text} at the start ${index}`, on, 'skipped', 'skip', {
        message: text,
        stdout: `logs/${index}.out`,
      }),
    ]),
  );
  const peers = hostileTexts.map((text, index) => {
    const file = `logs/${index}.out`;
    const files = { stdout: file, stderr: file, log: file };
    return peer(text, { command: text, kernel: text, end: 'guest-died', message: text, ...files });
  });
  const { version, guests, ...others } = results(kernels, tests);
  return { version, guests, peers, ...others };
}

/** Tests that fail, each with as many and as long details as one may have. */
export function detailed(count: number): Results {
  const values = {
    subtests: Array.from({ length: 1000 }, (_, index) => ({
      name: `${index} ${'n'.repeat(990)}`,
      verdict: index === 999 ? ('failed' as const) : ('passed' as const),
      reason: index === 999 ? 'the only one' : '',
    })),
    subtestsLeftOut: 9000,
    kernelLog: Array.from({ length: 400 }, (_, index) => `${index} ${'k'.repeat(4000)}`),
  };
  const names = Array.from({ length: count }, (_, index) => `test-${index}`);
  return results(
    [kernel('7.2.0')],
    names.map((name) => testResult(name, '7.2.0', 'failed', 'exit', values)),
  );
}

/** 500 tests on 4 kernels: one in ten fails. */
export function large(count = 500): Results {
  const kernels = ['5.10.209', '6.1.124', '6.12.6', '7.2.0'].map((name) => kernel(name));
  const tests = kernels.flatMap(({ name }) =>
    Array.from({ length: count }, (_, index) =>
      index % 10 === 3
        ? testResult(`test-${index}`, name, 'failed', 'exit', { exitCode: 3, message: 'exited with 3' })
        : testResult(`test-${index}`, name, 'passed', 'exit'),
    ),
  );
  return results(kernels, tests);
}

/** The whole of its `results.json`. */
export function jsonOf(sample: Results): string {
  return [...renderJson(sample)].join('');
}

/** An output folder of its own with the files of the results: each test wrote what `output` makes for it. */
export function outputFolder(
  { tests }: Results,
  output: (test: TestResult, index: number) => string | Uint8Array,
): string {
  const folder = ownFolder();
  for (const [index, test] of tests.entries()) {
    for (const path of [test.stdout, test.stderr]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), output(test, index));
    }
  }
  return folder;
}

export function contextOf(folder: string, limits = defaultLimits): ReportContext {
  return { output: 'uml-run-results', folder: process.cwd(), limits, readTail: tailReader(folder) };
}

/** As if each test had written this text to each of its streams; nothing is on the disk. */
export function allWrote(text: string, limits = defaultLimits): ReportContext {
  const whole = Buffer.from(text);
  const readTail = (_: string, bytes: number) => {
    const omitted = Math.max(0, whole.length - bytes);
    return { bytes: whole.subarray(omitted), omitted };
  };
  return { ...contextOf('/nonexistent', limits), readTail };
}

export const nothingWritten: ReportContext = contextOf('/nonexistent');
