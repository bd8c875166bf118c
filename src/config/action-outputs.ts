/** What the action gives to the steps after it. */
export const outputs = {
  passed: 'number of tests that passed, over all kernels',
  failed: 'number of tests that failed',
  skipped: 'number of tests that were skipped',
  errored: 'number of tests that errored: the kernel took them down, or they could not start',
  total: 'number of tests, times kernels',
  junit: 'path of junit.xml',
  results: 'path of results.json',
  output: 'path of the output folder',
  kernels: 'releases of the kernels that the tests ran on, as a JSON list of text',
  'cache-hit': 'true when nothing had to be fetched or built: kernels and rootfs came from a cache',
} as const;

export type OutputName = keyof typeof outputs;
