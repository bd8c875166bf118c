/** Machines with too little room for the memory of their guests. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { command } from '../support/command.ts';
import { anySeries, kernelWords, type Series } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** Megabytes that each of the folders for guests' memory has; none for the disk's own. */
interface Machine {
  shm: number;
  tmp?: number;
  kernels?: Series[];
}

/**
 * Runs two tests that take 90 MB of the memory of their guests, 256 MB, each in a guest of its own.
 * @param meanwhile what a shell does beside it
 */
async function runWith({ shm, tmp, kernels = [anySeries] }: Machine, meanwhile = ':') {
  const folder = ownFolder();
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const eats = '#!/bin/sh\nsleep 1; dd if=/dev/zero of=/tmp/file bs=1M count=90\n';
  for (const name of ['a', 'b']) writeFileSync(join(folder, name), eats, { mode: 0o755 });
  const mounts = [`mount -t tmpfs -o size=${shm}m none /dev/shm`];
  if (tmp !== undefined)
    for (const place of ['"$TMPDIR"', '/var/tmp']) mounts.push(`mount -t tmpfs -o size=${tmp}m none ${place}`);
  const script = `${mounts.join(' && ')} || exit 99
    "$@" & run=$!
    { ${meanwhile}; } &
    wait $run; code=$?; kill $! 2> /dev/null; ls /dev/shm "$TMPDIR"; exit $code`;
  const words = [...command, ...kernelWords(...kernels), '--isolation', 'test', './a', './b'];
  const { exitCode, stdout, stderr } = await execa('unshare', ['-rm', 'bash', '-c', script, 'bash', ...words], {
    cwd: folder,
    env: { TMPDIR: temporary },
    reject: false,
  });
  const verdicts = stdout.split('\n').filter((line) => /^(passed|failed|errored) .* s {2}/.test(line));
  return { exitCode, stdout, stderr, passed: verdicts.filter((line) => line.startsWith('passed')).length, folder };
}

test('memory goes where there is room, and that is told', async () => {
  const ran = await runWith({ shm: 64 });
  expect(ran).toMatchObject({ exitCode: 0, passed: 2 });
  expect(ran.stdout.match(/guests' memory goes to "/g)).toHaveLength(1);
  expect(ran.stdout).toMatch(
    /: no room for the 256 MB of a guest \(\/dev\/shm on tmpfs mounted at \/dev\/shm, 64 MB free\); make/,
  );
});

test('where there is room for one guest, one runs at a time', async () => {
  const ran = await runWith({ shm: 300, tmp: 20, kernels: ['5.10', anySeries] });
  expect(ran).toMatchObject({ exitCode: 0, passed: 4 });
  expect(ran.stdout.match(/fewer guests run at once than --jobs allows: no room for /g)).toHaveLength(1);
});

test('where there is room for none, that is the error, before any test', async () => {
  const ran = await runWith({ shm: 64, tmp: 20 });
  expect(ran).toMatchObject({ exitCode: 3, passed: 0 });
  expect(ran.stderr).toMatch(
    /^uml-run: no room for the 256 MB of a guest \(\/dev\/shm on tmpfs .*, 64 MB free; .*--memory\n?$/,
  );
  expect(readdirSync(join(ran.folder, 'uml-run-results'))).toEqual([]);
});

test('what fills the folder meanwhile costs a guest, and no test', async () => {
  const shrink = 'until ls /dev/shm/*-m/*/ > /dev/null 2>&1; do sleep 0.05; done; mount -o remount,size=100m /dev/shm';
  const ran = await runWith({ shm: 300 }, shrink);
  expect(ran.stdout).toContain("this machine ran out of room for the guest's memory (/dev/shm on tmpfs");
  expect(ran).toMatchObject({ exitCode: 0, passed: 2 });
});
