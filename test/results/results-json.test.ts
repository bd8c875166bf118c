import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { PeerEnd, Reason, Verdict } from '../../src/model/results.ts';
import { renderJson } from '../../src/results/results-json.ts';
import {
  detailed,
  hostile,
  jsonOf,
  large,
  ordinary,
  results,
  withPeers,
  withRootfs,
} from '../support/sample-results.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/results.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

/** A key for each, by the compiler's word. */
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
const verdicts: Record<Verdict, true> = { passed: true, failed: true, skipped: true, errored: true };

test.each([
  ['ordinary', ordinary()],
  ['hostile', hostile()],
  ['with guests beside the tests', withPeers()],
  ['with a rootfs of a store', withRootfs()],
  ['large', large()],
  ['empty', results([], [])],
])('%s results are as the schema says, and the same when read back', (_, sample) => {
  const value = JSON.parse(jsonOf(sample));
  validate(value);
  expect(validate.errors).toBeNull();
  expect(value).toEqual(sample);
});

test('has every property that the schema describes, and no other', () => {
  const sample = withRootfs(withPeers());
  Object.assign(sample.tests[0]!, { notRun: true, subtestsLeftOut: 3 });
  Object.assign(sample.guests[0]!, { capture: 'logs/guests.pcapng' });
  const { kernels, guests, peers, tests, totals, ...others } = JSON.parse(jsonOf(sample));
  const tap = tests.find(({ subtests }: { subtests: unknown[] }) => subtests.length > 0);
  const unrun = tests.find(({ notRun }: { notRun?: true }) => notRun);
  expect(Object.keys({ ...others, kernels, guests, peers, tests, totals }).sort()).toEqual(
    Object.keys(schema.properties).sort(),
  );
  expect(Object.keys(kernels[0])).toEqual(Object.keys(schema.$defs.kernel.properties));
  expect(Object.keys(guests[0])).toEqual(Object.keys(schema.$defs.guest.properties));
  expect(Object.keys(guests[0].started)).toEqual(Object.keys(schema.$defs.guest.properties.started.properties));
  expect(Object.keys(peers[0])).toEqual(Object.keys(schema.$defs.peer.properties));
  expect(Object.keys(unrun)).toEqual(Object.keys(schema.$defs.test.properties));
  expect(Object.keys(tap.subtests[0])).toEqual(Object.keys(schema.$defs.subtest.properties));
  expect(Object.keys(totals)).toEqual(Object.keys(schema.properties.totals.properties));
});

test('leaves out what is not part of the results', () => {
  const sample = ordinary();
  Object.assign(sample.tests[0]!, { secret: 'token' });
  expect(jsonOf(sample)).not.toContain('token');
});

test('comes in pieces of a test each, and is what JSON.stringify makes of it', () => {
  const longest = (tests: number) => Math.max(...[...renderJson(detailed(tests))].map(({ length }) => length));
  expect(longest(20)).toBeLessThan(longest(2) + 100);
  for (const sample of [ordinary(), withPeers(), results([], [])])
    expect(jsonOf(sample)).toBe(`${JSON.stringify(sample, null, 2)}\n`);
});

test('the schema knows each verdict, reason and end of a guest beside the tests, and describes it', () => {
  for (const [name, words] of Object.entries({ verdict: verdicts, reason: reasons, peerEnd: peerEnds })) {
    const choices: { const: string; description: string }[] = schema.$defs[name].oneOf;
    expect(choices.map((choice) => choice.const).sort()).toEqual(Object.keys(words).sort());
    for (const { description } of choices) expect(description).toMatch(/^[A-Z].{10,}\.$/);
  }
});

test.each([
  ['another version', { version: 2 }],
  ['an unknown verdict', { tests: [{ ...ordinary().tests[0], verdict: 'ok' }] }],
  ['an unknown reason', { tests: [{ ...ordinary().tests[0], reason: 'ok' }] }],
  ['a test without a kernel', { tests: [{ ...ordinary().tests[0], kernel: undefined }] }],
])('the schema refuses %s', (_, change) => {
  expect(validate(JSON.parse(JSON.stringify({ ...ordinary(), ...change })))).toBe(false);
});
