import type { Times } from '../../src/model/times.ts';
import type { KernelTest } from '../../src/runner/attempts.ts';
import { cannotRun } from '../../src/runner/outcome.ts';

/** A test on a kernel, neither of which is there. */
export function kernelTest(name: string): KernelTest {
  return {
    test: {
      name,
      program: { path: `/${name}`, format: 'elf-static', libraries: [], siblings: [] },
      arguments: [],
      environment: {},
      timeoutSeconds: 1,
    },
    kernel: { spec: 'x', name: 'k', version: '1', source: '', path: '/k', sha256: '' },
    stdout: `/out/${name}.stdout`,
    stderr: `/out/${name}.stderr`,
    unrun: {
      ...cannotRun('not run'),
      name,
      program: `/${name}`,
      kernel: 'k',
      attempts: 0,
      failedAttempts: 0,
      stdout: `${name}.stdout`,
      stderr: `${name}.stderr`,
    },
  };
}

/** Of a machine on which nothing has run. */
export const noTimes: Times = {
  expectedSeconds: () => undefined,
  bootSeconds: () => undefined,
};
