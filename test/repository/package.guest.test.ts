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

test('with a warm cache, it runs tests where the PATH has Node alone', async () => {
  const [path, work] = [join(folder, 'path'), ownFolder()];
  mkdirSync(path);
  symlinkSync(process.execPath, join(path, 'node'));
  await execa(join(folder, 'node_modules/.bin/uml-run'), ['kernel', 'fetch', `distro:${anySeries}`]);
  const words = ['--offline', ...kernelWords(anySeries), '/bin/true'];
  const ran = await execa(join(folder, 'node_modules/.bin/uml-run'), words, { cwd: work, env: { PATH: path } });
  expect(ran.stdout).toContain('1 test on 1 kernel: 1 passed');
  expect(readdirSync(join(work, 'uml-run-results'))).toContain('junit.xml');
});
