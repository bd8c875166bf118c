/**
 * `npm run bench:rootfs`: what a root file system costs a run of one trivial test, warm, as a ratio to `minimal` in the
 * same run. Options: --runs <n> (default 7), --alpine-mirror <URL or folder>, --rootfs <spec> (more of them,
 * repeatable).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    'alpine-mirror': { type: 'string' },
    rootfs: { type: 'string', multiple: true, default: [] },
  },
});
const mirror = values['alpine-mirror'] === undefined ? [] : ['--alpine-mirror', values['alpine-mirror']];
const wanted = 1.3;
const scratch = mkdtempSync(join(tmpdir(), 'uml-run-bench-'));

try {
  console.log(`| rootfs | kernel | ratio to minimal (median of ${values.runs}) | limit |\n|---|---|---|---|`);
  for (const kernel of ['distro:6.1', 'distro:7.2'])
    for (const rootfs of ['alpine:3.19.4', 'host', ...values.rootfs])
      console.log(`| ${rootfs} | ${kernel} | ${await ratio(kernel, rootfs)} | ${wanted} |`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Each pair one after the other, so that what else the machine does is the same for both. */
async function ratio(kernel: string, rootfs: string): Promise<string> {
  const ratios: number[] = [];
  for (let at = 0; at <= Number(values.runs); at++) {
    const one = (await milliseconds(kernel, rootfs)) / (await milliseconds(kernel, 'minimal'));
    // The first pair warms the caches up.
    if (at > 0) ratios.push(one);
  }
  ratios.sort((one, other) => one - other);
  const [least, median, most] = [0, ratios.length >> 1, ratios.length - 1].map((at) => ratios[at]!.toFixed(2));
  return `**${median}** (${least} to ${most})`;
}

async function milliseconds(kernel: string, rootfs: string): Promise<number> {
  const test = join(root, 'fixtures/bin/static/exit-0');
  const words = ['--kernel', kernel, '--rootfs', rootfs, ...mirror, '--output', join(scratch, 'output'), test];
  const before = performance.now();
  await execa('node', [join(root, 'dist/cli.js'), ...words], { stdin: 'ignore' });
  return performance.now() - before;
}
