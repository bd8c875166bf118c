import { expect, test } from 'vitest';
import { parseScript } from '../../src/program/script.ts';

const parse = (text: string) => parseScript(Buffer.from(text, 'latin1').subarray(0, 256));

test.each([
  ['#!/bin/sh\necho', { interpreter: '/bin/sh' }],
  ['#!/bin/sh', { interpreter: '/bin/sh' }],
  ['#! \t /bin/sh \t \n', { interpreter: '/bin/sh' }],
  ['#!/usr/bin/env python3 -u  x \nrest', { interpreter: '/usr/bin/env', argument: 'python3 -u  x' }],
  ['#!/bin/sh -e\r\n', { interpreter: '/bin/sh', argument: '-e\r' }],
  ['#!/bin/a\0b c\n', { interpreter: '/bin/a' }],
  ['#!/bin/sh -e\0 -x\n', { interpreter: '/bin/sh', argument: '-e' }],
  [`#!/bin/sh ${'x'.repeat(300)}\n`, { interpreter: '/bin/sh', argument: 'x'.repeat(245) }],
  [`#!/${'x'.repeat(252)}\n`, { interpreter: `/${'x'.repeat(252)}` }],
  ['#!/bin/\xc3\xa9\n', { interpreter: '/bin/é' }],
])('%j', (text, script) => {
  expect(parse(text)).toEqual(script);
});

test.each([
  ['', undefined],
  ['#', undefined],
  ['# !/bin/sh', undefined],
  ['\n#!/bin/sh', undefined],
])('%j is not a script', (text, none) => {
  expect(parse(text)).toBe(none);
});

test.each([
  ['#!', 'names no interpreter'],
  ['#!  \t\n/bin/sh', 'names no interpreter'],
  [`#!${' '.repeat(300)}/bin/sh\n`, 'names no interpreter'],
  [`#!/${'x'.repeat(253)}\n`, 'longer than 253 bytes'],
  [`#!/${'x'.repeat(400)}\n`, 'longer than 253 bytes'],
  ['#!/bin/sh\r\necho', 'its interpreter is "/bin/sh\\r"'],
  ['#!python3\n', 'write its absolute path, or #!/usr/bin/env python3'],
])('%j cannot start', (text, problem) => {
  expect(parse(text)).toEqual({ problem: expect.stringContaining(problem) });
});
