/** `npm run bench -- memory`: much output, and many results. */
import { copyFileSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { cli, formatSpread, printTable, results, scratch, trivial } from './timing.ts';

const kernels = ['distro:5.10', 'distro:6.1', 'distro:6.12', 'distro:7.2'];

export async function benchMemory(runs: number): Promise<void> {
  printTable([
    ['what', `measured (median of ${runs})`, 'limit'],
    ...(await muchOutput(runs)),
    await manyResults(20_000),
  ]);
}

/** A test that writes 1 GB, beside one that writes as much into a pipe to another process. */
async function muchOutput(runs: number): Promise<string[][]> {
  const folder = join(scratch, 'much');
  mkdirSync(folder);
  writeFileSync(join(scratch, 'flood.c'), floodSource);
  await execa('gcc', ['-O1', '-static', '-o', join(folder, 'flood'), join(scratch, 'flood.c')]);
  linkSync(join(folder, 'flood'), join(folder, 'piped'));
  const peaks: number[] = [];
  const speeds: number[] = [];
  for (let run = 0; run < runs; run++) {
    peaks.push(await peakMegabytes(['--kernel', 'distro:6.1', '--jobs', '1', folder]));
    speeds.push(secondsOf('piped') / secondsOf('flood'));
  }
  return [
    ['memory of uml-run while a test writes 1 GB, MB', formatSpread(peaks, 0), '150'],
    ['speed of that, against a pipe to `cat` in the same guest', formatSpread(speeds, 2), '0.8'],
  ];
}

/** Under the name `piped`, it is its own `cat`. */
const floodSource = `#include <string.h>
#include <unistd.h>
static char bytes[65536];
int main(int count, char **words) {
  int ends[2];
  memset(bytes, 'x', sizeof bytes);
  for (int i = 79; i < sizeof bytes; i += 80) bytes[i] = '\\n';
  if (strstr(words[0], "piped") && pipe(ends) == 0) {
    if (fork() == 0) {
      close(ends[1]);
      while (read(ends[0], bytes, sizeof bytes) > 0) {}
      return 0;
    }
    dup2(ends[1], 1);
  }
  for (int i = 0; i < 16384; i++) if (write(1, bytes, sizeof bytes) != sizeof bytes) return 1;
  return 0;
}
`;

function secondsOf(name: string): number {
  const { tests }: { tests: { name: string; seconds: number }[] } = JSON.parse(
    readFileSync(join(results, 'results.json'), 'utf8'),
  );
  return tests.find((test) => test.name === name)?.seconds ?? Number.NaN;
}

/** Once: it takes minutes. */
async function manyResults(count: number): Promise<string[]> {
  const folder = join(scratch, 'results-of-many');
  mkdirSync(folder);
  copyFileSync(trivial, join(folder, 't0'));
  for (let number = 1; number < count; number++) linkSync(join(folder, 't0'), join(folder, `t${number}`));
  const peak = await peakMegabytes(['--kernel', kernels.join(','), folder]);
  return [`memory of uml-run with ${count} tests on ${kernels.length} kernels, MB`, peak.toFixed(0), '500'];
}

/** Runs tests. @returns the most memory that uml-run's own process had, as it was at the last of many looks */
async function peakMegabytes(words: string[]): Promise<number> {
  const command = execa('node', [cli, '--quiet', '--output', results, ...words], { stdin: 'ignore', stdout: 'ignore' });
  let peak = 0;
  const look = setInterval(() => {
    const [, kilobytes] = /^VmHWM:\s*(\d+)/m.exec(statusOf(command.pid)) ?? [];
    peak = Math.max(peak, Number(kilobytes ?? 0) / 1024);
  }, 50);
  await command.finally(() => clearInterval(look));
  return peak;
}

function statusOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
