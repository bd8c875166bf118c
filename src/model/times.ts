import type { Kernel } from './provisions.ts';
import type { Test } from './tests.ts';

/** What earlier runs took, in seconds of this machine's clock. Undefined is what none has found out, or none lately. */
export interface Times {
  /** Of the test on the kernel, when it ran there last, from its start to its end. */
  expectedSeconds(test: Pick<Test, 'name' | 'program'>, kernel: Pick<Kernel, 'spec'>): number | undefined;
  /** Of the kernel's boot. */
  bootSeconds(kernel: Pick<Kernel, 'spec'>): number | undefined;
}
