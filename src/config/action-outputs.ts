/** What the action passes to the steps after it, each with its description. */
export const outputs = {
  passed: 'number of tests that passed, over all kernels',
  failed: 'number of tests that failed',
  skipped: 'number of tests that were skipped',
  errored:
    'number of tests that errored: the kernel took them down, they could not start, or the run ended before their turn',
  total: 'number of tests times number of kernels',
  junit: 'path of junit.xml; set as soon as tests start',
  results: 'path of results.json; set as soon as tests start',
  output: 'path of the output folder; set whatever happens',
  kernels: 'releases of the kernels that the tests ran on, as a JSON array of strings',
  'cache-hit': 'true if nothing had to be downloaded or built: the kernels and the rootfs came from a cache',
} as const;

export type OutputName = keyof typeof outputs;
