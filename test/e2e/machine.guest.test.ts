/** Machines that no guest can boot on: what they lack is said once, and is held against no test. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { Results } from '../../src/model/results.ts';
import { command, umlExec } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** Runs two tests through a program that takes something from them, or through several. */
async function runThrough(words: readonly string[], more: readonly string[] = []) {
  const folder = ownFolder();
  for (const name of ['a', 'b']) writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
  const all = [...words, ...command, ...kernelWords(anySeries), ...more, './a', './b'];
  const { exitCode, stdout } = await execa(all[0]!, all.slice(1), { cwd: folder, reject: false });
  const results: Results = JSON.parse(readFileSync(join(folder, 'uml-run-results/results.json'), 'utf8'));
  const warnings = stdout.split('\n').filter((line) => line.startsWith('warning: this machine cannot run guests: '));
  return { exitCode, warnings, tests: results.tests, guests: results.guests.length };
}

function noPtrace(): string {
  return compileFile(join(ownFolder(), 'no-ptrace'), join(import.meta.dirname, '../support/no-ptrace.c'));
}

test('ptrace is refused', async () => {
  const ran = await runThrough([noPtrace()]);
  const refused = 'ptrace: refused: a child may not be traced (PTRACE_TRACEME)';
  expect(ran).toMatchObject({
    exitCode: 3,
    warnings: [expect.stringMatching(/ptrace: refused: .*; in a container, allow it: --cap-add SYS_PTRACE/)],
    guests: 1,
  });
  for (const { reason, message } of ran.tests)
    expect([reason, message]).toEqual(['environment', expect.stringContaining(`no guest booted: ${refused}`)]);
});

test('exec says it, too', async () => {
  const words = [...command, 'exec', ...kernelWords(anySeries), '--', 'true'];
  const { exitCode, stderr } = await execa(noPtrace(), words, { reject: false });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 125,
    stderr: expect.stringMatching(/^uml-run: true: ptrace: refused: .*; in a container, allow it: --cap-add/),
  });
});

test('the cache lies where nothing may be executed', async () => {
  await umlExec([...kernelWords(anySeries), '--', 'true']);
  const cache = process.env.UML_RUN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'uml-run');
  expect(existsSync(cache)).toBe(true);
  const place = ownFolder();
  const script = 'mount --bind "$0" "$1" && mount -o remount,bind,noexec "$1" && shift && exec "$@"';
  const ran = await runThrough(['unshare', '-rm', 'sh', '-c', script, cache, place], ['--cache', place]);
  expect(ran).toMatchObject({
    exitCode: 3,
    warnings: [expect.stringMatching(/: the supervisor cannot start .*\(EACCES\); nothing may be executed there: /)],
    tests: [{ reason: 'environment' }, { reason: 'environment' }],
  });
});
