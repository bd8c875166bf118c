import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Real apt, real kernels, real compilers: slow machines need room. Nothing is asserted about time.
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
