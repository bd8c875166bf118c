import type { GuestResult, KernelResult, PeerResult, Results, TestResult } from '../model/results.ts';

/**
 * `results.json`: the results themselves. `docs/results.schema.json` describes them.
 *
 * The keys are named here, in the order of the contract, so that nothing else of a caller's values gets into the file.
 *
 * @returns the text in pieces: all of it may be larger than a string can be
 */
export function* renderJson({
  version,
  kernels,
  rootfs,
  guests,
  peers,
  tests,
  totals,
  interrupted,
}: Results): Generator<string> {
  yield `{\n  "version": ${version},\n  "kernels": `;
  yield* list(kernels, kernelValue);
  if (rootfs) yield `,\n  "rootfs": ${indented({ spec: rootfs.spec, source: rootfs.source }, 2)}`;
  yield ',\n  "guests": ';
  yield* list(guests, guestValue);
  if (peers) {
    yield ',\n  "peers": ';
    yield* list(peers, peerValue);
  }
  yield ',\n  "tests": ';
  yield* list(tests, testValue);
  yield `,\n  "totals": ${indented(totalsValue(totals), 2)},\n  "interrupted": ${interrupted}\n}\n`;
}

function* list<Item>(items: readonly Item[], toValue: (item: Item) => object): Generator<string> {
  let before = '[';
  for (const item of items) {
    yield `${before}\n    ${indented(toValue(item), 4)}`;
    before = ',';
  }
  yield items.length === 0 ? '[]' : '\n  ]';
}

/** A line end in JSON is never a part of a text. */
function indented(value: object, columns: number): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${' '.repeat(columns)}`);
}

function kernelValue({ spec, name, version, source, path, sha256, bootSeconds }: KernelResult): KernelResult {
  return { spec, name, version, source, path, sha256, bootSeconds };
}

function guestValue(guest: GuestResult): Record<keyof GuestResult, unknown> {
  const { id, kernel, log, capture, started, tests } = guest;
  return { id, kernel, log, capture, started: { after: started.after, why: started.why }, tests };
}

function peerValue(peer: PeerResult): PeerResult {
  const { name, command, kernel, address, end, message, exitCode, signal, seconds, stdout, stderr, log } = peer;
  return { name, command, kernel, address, end, message, exitCode, signal, seconds, stdout, stderr, log };
}

function testValue(test: TestResult): Record<keyof TestResult, unknown> {
  return {
    name: test.name,
    program: test.program,
    kernel: test.kernel,
    verdict: test.verdict,
    reason: test.reason,
    message: test.message,
    exitCode: test.exitCode,
    signal: test.signal,
    seconds: test.seconds,
    attempts: test.attempts,
    failedAttempts: test.failedAttempts,
    guest: test.guest,
    stdout: test.stdout,
    stderr: test.stderr,
    kernelLog: test.kernelLog,
    subtests: test.subtests.map(({ name, verdict, reason }) => ({ name, verdict, reason })),
    subtestsLeftOut: test.subtestsLeftOut,
    notRun: test.notRun,
  };
}

function totalsValue({ passed, failed, skipped, errored, notRun }: Results['totals']): Results['totals'] {
  return { passed, failed, skipped, errored, notRun };
}
