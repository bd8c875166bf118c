/** Why a program failed, by its files and the kernel's. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OnceReport } from '../../src/guest/run-guest-once.ts';
import { readProgram } from '../../src/program/program.ts';
import { programHint } from '../../src/provision/program-hint.ts';
import { failureHint } from '../../src/runner/exit-code.ts';
import { compile, write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const exit = (code: number) => ({ how: 'exit' as const, code });
const kernelWith = (levels: number) => ({
  name: '6.1',
  version: '6.1.2',
  path: write(join(ownFolder(), 'linux'), `CONFIG_PGTABLE_LEVELS=${levels}\n`),
  spec: '',
  source: '',
  sha256: '',
});
const sanitized = async () =>
  readProgram(compile(join(ownFolder(), 'asan'), 'int main(void) { return 0; }', '-fsanitize=address'));
const needs = 'AddressSanitizer needs 47 bits of addresses; User Mode Linux 6.1 gives 39 (7.2 gives 47)';

describe('the hint for a program', () => {
  test('names libraries that were not found, where its loader ended it', async () => {
    const program = { ...(await sanitized()), missing: 'no libone.so' };
    const few = kernelWith(3);
    expect(programHint(program, few, exit(127))).toBe('no libone.so');
    for (const end of [exit(126), { how: 'signal' as const, number: 127 }])
      expect(programHint(program, few, end)).toBe(needs);
  });

  test('names its sanitizer, where the kernel has too few bits of addresses', async () => {
    const program = await sanitized();
    expect(programHint(program, kernelWith(3), exit(127))).toBe(needs);
    expect(programHint(program, kernelWith(4), exit(127))).toBeUndefined();
  });
});

test('exec tells what a run would, and of a program that succeeded nothing', async () => {
  const program = await sanitized();
  const told = (more: object) => {
    const outcome = { observation: { end: exit(1), ...more } };
    return failureHint({ outcome } as OnceReport, 'probe', (end) => programHint(program, kernelWith(3), end));
  };
  const outOfMemory = { killed: 'cc1', of: 'the guest' };
  expect(told({})).toBe(`probe: ${needs}`);
  expect(told({ outOfMemory, isFull: true })).toMatch(/^probe: .*bits.*; .*cc1 was killed.*; the memory is full/);
  expect(told({ outOfMemory, isFull: true, end: exit(0) })).toBeUndefined();
});
