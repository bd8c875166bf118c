/**
 * `npm run features`: runs the programs of scripts/probes on kernels of the distribution, and on one that was built, and
 * writes docs/features.md from what they found. Option: --base <spec of a kernel built with the configuration base>.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import type { Results } from '../src/model/results.ts';
import { type Column, formatPage, probes, readAnswers, sections } from './features-page.ts';

const root = join(import.meta.dirname, '..');
const series = ['5.10', '6.1', '6.12', '7.2'];

/** Compiles the probes into a folder. @returns their paths, in the order of the page */
export async function buildProbes(folder: string): Promise<string[]> {
  const build = async (name: string) => {
    const output = join(folder, name);
    const source = join(root, 'scripts/probes', `${name}.c`);
    await execa('cc', ['-O1', '-Wall', '-Wextra', '-static', '-pthread', '-o', output, source]);
    return output;
  };
  return Promise.all(probes.map(build));
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { base: { type: 'string', default: '6.12' } } });
  const scratch = mkdtempSync(join(tmpdir(), 'uml-run-features-'));
  try {
    await writePage([...series.map((one) => `distro:${one}`), values.base], scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function writePage(specs: string[], scratch: string): Promise<void> {
  const output = join(scratch, 'results');
  const words = ['--no-fast-boot', '--kernel', specs.join(), '--output', output, ...(await buildProbes(scratch))];
  await execa('node', [join(root, 'dist/cli.js'), ...words], { stdio: 'inherit' });
  const results = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as Results;
  const outputOf = (kernel: string, probe: string) => {
    const test = results.tests.find(({ name, kernel: on }) => name === probe && on === kernel);
    return readFileSync(join(output, test?.stdout ?? ''), 'utf8');
  };
  const columns = results.kernels.map(({ spec, name, version }): Column => {
    const text = probes.map((probe) => outputOf(name, probe)).join('');
    return {
      kernel: spec.startsWith('distro:') ? spec : `${seriesOf(version)}, built`,
      release: version,
      answers: readAnswers(text),
    };
  });
  const first = results.kernels[0]?.name ?? '';
  const rows = sections.map(({ probes }) => [
    ...readAnswers(probes.map((one) => outputOf(first, one)).join('')).keys(),
  ]);
  writeFileSync(join(root, 'docs/features.md'), formatPage(columns, rows));
}

function seriesOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
