/**
 * The project's speed as ratios, each inside one run on one machine: the tables of docs/benchmarks.md.
 *
 *     npm run bench                            the whole command against the same work by hand
 *     npm run bench -- warm                    `exec` through a server against `exec` alone
 *     npm run bench -- boot [<kernel>...]      kernels that were built against those of the distribution
 *     npm run bench -- cache                   a cache that is empty against one that is warm
 *     npm run bench -- memory                  much output, and many results
 *     npm run bench -- network                 guests' networks against the same transports by hand
 *
 * Kernels are specs or paths; releases that are not in the cache are built first. Options: --runs <n> (default 5).
 */
import { parseArgs } from 'node:util';
import { benchBoot } from './bench-boot.ts';
import { benchCache } from './bench-cache.ts';
import { benchCommand } from './bench-command.ts';
import { benchMemory } from './bench-memory.ts';
import { benchNetwork } from './bench-network.ts';
import { benchWarm } from './bench-warm.ts';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const [table = 'command', ...kernels] = positionals;
const runs = Number(values.runs);

if (table === 'boot') await benchBoot(kernels.length > 0 ? kernels : ['5.10', '6.1', '6.12', '7.2'], runs);
else if (table === 'cache') await benchCache(runs);
else if (table === 'command') await benchCommand(runs);
else if (table === 'warm') await benchWarm(runs);
else if (table === 'memory') await benchMemory(runs);
else if (table === 'network') await benchNetwork(runs);
else throw new Error(`there is no table "${table}": command, warm, boot, cache, memory, network`);
