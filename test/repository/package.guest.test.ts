/** The package that `npm pack` makes, as on a machine that has nothing but Node. */
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { root } from '../support/command.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { ownFolder, sharedFolder } from '../support/temporary-folder.ts';

interface Packed {
  filename: string;
  files: { path: string; mode: number }[];
}

let packed: Packed;
let tarball: string;
/** Where it is installed. */
const folder = sharedFolder();

beforeAll(async () => {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, root];
  [packed] = JSON.parse((await execa('npm', words, { cwd: folder })).stdout);
  tarball = join(folder, packed.filename);
  await execa('npm', ['install', '--offline', tarball], { cwd: folder });
});

test('it has the command and its documentation, and nothing of how they are made', () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['dist/cli.js', 'dist/native/init', 'LICENSE', 'docs/options.md']));
  const others = paths.filter((path) => !/^((dist|docs)\/.+|[A-Z]+(\.md)?|package\.json)$/.test(path));
  expect(others).toEqual([]);
  expect(paths.filter((path) => /\.(ts|c|map)$|^dist\/action\.js$/.test(path))).toEqual([]);
});

test('the native programs are executable', () => {
  const programs = packed.files.filter(({ path }) => /^dist\/native\/[^.]+$/.test(path));
  expect(programs.length).toBeGreaterThan(5);
  expect(programs.filter(({ mode }) => (mode & 0o111) !== 0o111)).toEqual([]);
});

test('it needs no other package', () => {
  expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['uml-run']);
});

test('npx starts it', async () => {
  const words = ['--offline', '--yes', '--package', tarball, 'uml-run', '--version'];
  expect((await execa('npx', words, { cwd: ownFolder() })).stdout).toBe(manifest.version);
});

test('it runs tests where the PATH has Node alone: from a warm cache, or on a kernel that is at hand', async () => {
  const path = join(folder, 'path');
  mkdirSync(path);
  symlinkSync(process.execPath, join(path, 'node'));
  const command = join(folder, 'node_modules/.bin/uml-run');
  const { stdout: kernel } = await execa(command, ['kernel', 'fetch', `distro:${anySeries}`]);
  const warm = ['--offline', ...kernelWords(anySeries)];
  const cold = ['--cache', join(ownFolder(), 'cold'), '--kernel', kernel, '--rootfs', 'host'];
  for (const words of [warm, cold]) {
    const work = ownFolder();
    const ran = await execa(command, [...words, '/bin/true'], { cwd: work, env: { PATH: path } });
    expect(ran.stdout).toContain('1 test on 1 kernel: 1 passed');
    expect(readdirSync(join(work, 'uml-run-results'))).toContain('junit.xml');
  }
});
