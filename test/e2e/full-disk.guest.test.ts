/** Whatever happens to the disk of the output folder, the verdicts are shown, and the exit code says what is missing. */
import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { command } from '../support/command.ts';
import { compileFile, write } from '../support/compile.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { onSmallDisk } from '../support/small-disk.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const start = [...command, ...kernelWords(anySeries), '--output', '"$disk/output"'].join(' ');

test('a test whose output fills it costs the end of that output, and nothing else', async () => {
  const folder = ownFolder();
  const program = compileFile(join(folder, 'streams'), join(import.meta.dirname, 'streams.c'), '-Wno-unused-result');
  mkdirSync(join(folder, 'tests'));
  for (const name of ['1-much-20', '2-bytes']) linkSync(program, join(folder, 'tests', name));
  const look = `for file in results.json junit.xml summary.md report.html logs/*/2-bytes.stdout; do wc -c "$disk/output/"$file; done`;
  const { stdout, exitCode } = await onSmallDisk('size=5m', `${start} ${join(folder, 'tests')}\n${look}`);
  const said = stdout.join('\n');
  expect(exitCode).toBe(0);
  expect(said).toContain('2 tests on 1 kernel: 2 passed');
  expect(said).toMatch(/^warning: cannot keep output in .*1-much-20\.stdout: no room left on the disk/m);
  expect(said).toMatch(/^256 .*2-bytes\.stdout$/m);
  expect(said.match(/^[1-9]\d* .*\.(json|xml|md|html)$/gm)).toHaveLength(4);
});

test('reports that cannot be written are said, beside the verdicts, and the exit code is 3', async () => {
  const slow = write(join(ownFolder(), 'slow'), '#!/bin/sh\nsleep 3\n');
  const lines = [
    `${start} ${slow} &`,
    'while [ ! -s "$disk/output/results.json" ]; do sleep 0.1; done',
    'mount -t tmpfs -o ro none "$disk/output"',
    'wait $!',
  ];
  const { stdout, exitCode } = await onSmallDisk('size=50m', lines.join('\n'));
  const said = stdout.join('\n');
  expect(said).toContain('1 test on 1 kernel: 1 passed');
  expect(said).toMatch(/^warning: cannot write report ".*report\.html": it is on a read-only file system/m);
  expect(exitCode).toBe(3);
});

test('a disk that is full already is said before a test runs', async () => {
  const fill = 'head -c 2000000 /dev/zero > "$disk/full" || true';
  const { stdout, stderr, exitCode } = await onSmallDisk('size=1m', `${fill}\n${start} /bin/true`);
  expect(stderr.join('\n')).toMatch(/uml-run: no room for reports in the output folder ".*": no room left on the disk/);
  expect(stdout.join('\n')).not.toContain('passed');
  expect(exitCode).toBe(3);
});
