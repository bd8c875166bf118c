import { readFileSync, statSync } from 'node:fs';
import { messageOf, UmlRunError } from '../model/errors.ts';
import type {
  GuestResult,
  PeerEnd,
  PeerResult,
  Reason,
  Results,
  Subtest,
  TestResult,
  Verdict,
} from '../model/results.ts';
import {
  arrayOf,
  integer,
  JsonMismatch,
  nullable,
  number,
  object,
  oneOf,
  optional,
  orElse,
  parseJson,
  type Shape,
  string,
} from '../text/json-shape.ts';

/**
 * Reads a `results.json`, of this version of uml-run, an earlier one, or a later one that added properties, which are left
 * out.
 *
 * @param path of the file; a relative one is taken from the working folder
 * @throws UmlRunError `file-unreadable` when there is no such file; `results-invalid` when it is damaged, cut short, or
 *   something else than docs/results.schema.json describes
 */
export function readResults(path: string): Results {
  const text = textOf(path);
  try {
    return parseJson(text, results);
  } catch (cause) {
    if (!(cause instanceof JsonMismatch)) throw cause;
    throw new UmlRunError('results-invalid', `"${path}" is not a results.json of uml-run: ${cause.message}`, { cause });
  }
}

function textOf(path: string): string {
  try {
    // A pipe or a device may have no end.
    if (!statSync(path).isFile()) throw new Error('it is not a regular file');
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UmlRunError('file-unreadable', `cannot read results "${path}": ${messageOf(cause, path)}`, { cause });
  }
}

/** As records, so that the compiler asks for each. */
const verdicts: Record<Verdict, true> = { passed: true, failed: true, skipped: true, errored: true };
const reasons: Record<Reason, true> = {
  exit: true,
  signal: true,
  timeout: true,
  panic: true,
  splat: true,
  'not-started': true,
  'guest-died': true,
  'boot-failed': true,
  unsupported: true,
  skip: true,
  subtests: true,
  environment: true,
};
const peerEnds: Record<PeerEnd, true> = {
  'not-ready': true,
  running: true,
  exit: true,
  signal: true,
  'not-started': true,
  'guest-died': true,
};

function keyOf<Key extends string>(keys: Record<Key, true>): Shape<Key> {
  return oneOf(...(Object.keys(keys) as Key[]));
}

const verdict = keyOf(verdicts);
const count = integer(0);

const subtest: Shape<Subtest> = object({ name: string(), verdict, reason: string() });

const testFields = object({
  name: string(),
  program: string(),
  kernel: string(),
  verdict,
  reason: keyOf(reasons),
  message: string(),
  exitCode: nullable(integer(0, 255)),
  signal: nullable(string()),
  seconds: number(0),
  attempts: count,
  failedAttempts: count,
  guest: orElse(null, nullable(string())),
  stdout: string(),
  stderr: string(),
  kernelLog: arrayOf(string()),
  subtests: arrayOf(subtest),
  subtestsLeftOut: optional(count),
  notRun: optional(oneOf(true)),
});

const test: Shape<TestResult> = (value, path) => {
  const { notRun, subtestsLeftOut, ...fields } = testFields(value, path);
  return {
    ...fields,
    ...(subtestsLeftOut !== undefined && { subtestsLeftOut }),
    ...(notRun && { notRun }),
  };
};

const kernel = object({
  spec: string(),
  name: string(),
  version: string(),
  source: string(),
  path: string(),
  sha256: string(/^([0-9a-f]{64})?$/),
  bootSeconds: nullable(number(0)),
});

const guestFields = object({
  id: string(),
  kernel: string(),
  log: string(),
  capture: optional(string()),
  started: object({ after: nullable(string()), why: string() }),
  tests: orElse([], arrayOf(string())),
});

const peer: Shape<PeerResult> = object({
  name: string(),
  command: string(),
  kernel: string(),
  address: string(),
  end: keyOf(peerEnds),
  message: string(),
  exitCode: nullable(integer(0, 255)),
  signal: nullable(string()),
  seconds: number(0),
  stdout: string(),
  stderr: string(),
  log: string(),
});

const guest: Shape<GuestResult> = (value, path) => {
  const { capture, ...fields } = guestFields(value, path);
  return { ...fields, ...(capture !== undefined && { capture }) };
};

const resultsFields = object({
  version: oneOf(1),
  kernels: arrayOf(kernel),
  rootfs: optional(object({ spec: string(), source: string() })),
  // Earlier versions of uml-run left it out, and the `guest` of a test, and then the `tests` of a guest.
  guests: orElse([], arrayOf(guest)),
  peers: optional(arrayOf(peer)),
  tests: arrayOf(test),
  totals: object({ passed: count, failed: count, skipped: count, errored: count, notRun: orElse(0, count) }),
  interrupted: orElse(false, oneOf(true, false)),
});

const results: Shape<Results> = (value, path) => {
  const { rootfs, peers, ...fields } = resultsFields(value, path);
  return { ...fields, ...(rootfs && { rootfs }), ...(peers && { peers }) };
};
