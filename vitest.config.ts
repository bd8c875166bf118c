import { defineConfig } from 'vitest/config';
import type { InlineConfig } from 'vitest/node';

/**
 * A test's tier is in its file's name.
 * - `x.test.ts`, unit: quick; small programs of C are the most that it compiles.
 * - `x.guest.test.ts`: boots guests, or makes disks for them.
 * - `x.network.test.ts`: asks apt, or waits for servers.
 * - `x.build.test.ts`: builds kernels, real ones and sham ones.
 */
const tiers = ['guest', 'network', 'build'];

export default defineConfig({
  test: {
    projects: [
      // Its files share the processes that run them: most are done before another process could start.
      project('unit', {
        exclude: tiers.map(filesOf),
        isolate: false,
        unstubEnvs: true,
        maxWorkers: '100%',
        sequence: { groupOrder: 1 },
      }),
      // One file at a time: some look for what guests and builds leave behind on the whole machine.
      ...tiers.map((tier, index) =>
        project(tier, { include: [filesOf(tier)], maxWorkers: 1, sequence: { groupOrder: 2 + index } }),
      ),
    ],
  },
});

function filesOf(tier: string): string {
  return `test/**/*.${tier}.test.ts`;
}

function project(name: string, settings: InlineConfig) {
  // Real apt, real kernels, real compilers: slow machines need room. Nothing is asserted about time.
  const limits = { testTimeout: 180_000, hookTimeout: 300_000 };
  return { test: { name, include: ['test/**/*.test.ts'], ...limits, ...settings } };
}
