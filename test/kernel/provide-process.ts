/**
 * A process that provides a kernel as its argument says, and prints what came of it: for tests of other users and
 * machines.
 */

import { openContext } from '../../src/cache/context.ts';
import { type KernelOptions, provideKernel } from '../../src/kernel/kernel.ts';
import type { Kernel } from '../../src/model/provisions.ts';
import { runs } from '../support/boots.ts';
import { hear } from '../support/log.ts';

export interface Wish {
  spec: string;
  folder: string;
  options: Omit<KernelOptions, 'checkBoots'>;
}

export interface Outcome {
  kernel?: Kernel;
  error?: { kind: string; message: string };
  warnings: string[];
  user: number;
}

const { spec, folder, options } = JSON.parse(process.argv[2]!) as Wish;
const log = hear();
const outcome: Outcome = { warnings: log.warnings, user: process.getuid!() };
try {
  outcome.kernel = await provideKernel(spec, { ...options, ...runs }, await openContext({ folder, log }));
} catch (error) {
  const { kind, message } = error as { kind: string; message: string };
  outcome.error = { kind, message };
}
console.log(JSON.stringify(outcome));
