import type { KernelProgress } from './run-progress.ts';

/** Where lines that stay are printed, and where progress is shown in a way that suits the place. */
export interface ProgressView {
  /** @param text whole lines, that stay */
  print(text: string): void;
  /** Shows what is being prepared, in a line; empty: nothing. */
  step(text: string): void;
  /** Shows how far the tests are. To be called now and then. */
  tests(kernels: readonly KernelProgress[]): void;
  /** Takes away what does not stay. */
  clear(): void;
}
