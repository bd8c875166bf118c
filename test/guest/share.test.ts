import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { stage } from '../../src/guest/share.ts';
import type { Program } from '../../src/model/tests.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function programAt(path: string): Program {
  return { path, format: 'elf-static', libraries: [], siblings: [] };
}

function somePrograms(count: number): Program[] {
  const folder = join(ownFolder(), 'programs');
  mkdirSync(folder);
  const paths = Array.from({ length: count }, (_, index) => join(folder, `p${index}`));
  for (const path of paths) writeFileSync(path, path);
  return paths.map(programAt);
}

test('each program is copied to its own path, and everybody may read it, and run what somebody may', async () => {
  const share = join(ownFolder(), 'share');
  const programs = somePrograms(50);
  const modes = [0o111, 0o600, 0o640, 0o700, 0o750, 0o4711];
  for (const [index, mode] of modes.entries()) chmodSync(programs[index]!.path, mode);
  await stage(share, programs, async (path) => path);
  for (const { path } of programs) expect(readFileSync(join(share, 'programs', path), 'utf8')).toBe(path);
  const copied = modes.map((_, index) => statSync(join(share, 'programs', programs[index]!.path)).mode & 0o7777);
  expect(copied).toEqual([0o555, 0o644, 0o644, 0o755, 0o755, 0o4755]);
});

test('one that cannot be copied ends the copying of all others', async () => {
  const share = join(ownFolder(), 'share');
  const programs = somePrograms(2000);
  const [{ path }] = programs as [Program];
  rmSync(path);
  await expect(stage(share, programs, async (path) => path)).rejects.toThrow(`cannot copy "${path}"`);
  const copied = readdirSync(join(share, 'programs', path, '..'));
  expect(copied.length).toBeLessThan(100);
  rmSync(share, { recursive: true });
  await setTimeout(20);
  expect(existsSync(share)).toBe(false);
});
