import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptPaths } from '../../src/provision/kept-paths.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const shown = (path: string, isProject = true) => ({ shown: [{ path, place: path, hidden: [], isProject }] });

test('paths are those from the top of the shown folder, however they are named', () => {
  const folder = ownFolder();
  mkdirSync(join(folder, 'project'));
  symlinkSync('project', join(folder, 'link'));
  const project = join(folder, 'project');
  const paths = ['.', 'a/b/', './a/../a/b', join(project, 'c'), join(folder, 'link'), '..dots'];
  expect(keptPaths(paths, shown(project))).toEqual(['.', 'a/b', 'c', '..dots']);
  expect(keptPaths([], shown(project))).toEqual([]);
});

test('paths are from the folder that the program starts in, and lie anywhere in the one that is shown', () => {
  const rootfs = { ...shown('/project'), workingFolder: '/project/build/sub' };
  expect(keptPaths(['.', 'x', '../y', '../..', '/project/z'], rootfs)).toEqual([
    'build/sub',
    'build/sub/x',
    'build/y',
    '.',
    'z',
  ]);
  expect(() => keptPaths(['../../..'], rootfs)).toThrow('it does not lie in "/project"');
});

test.each(['..', '../x', '/etc', 'a/../../x'])('%j does not lie in the folder', (path) => {
  expect(() => keptPaths([path], shown('/project'))).toThrow(
    `--writable "${path}": it does not lie in "/project", which is the folder that the guest shows; see --workdir`,
  );
});

test('no path is one of a folder that is not shown, or that tools only have', () => {
  expect(() => keptPaths(['x'], shown('/tools', false))).toThrow('no folder is shown in the guest');
  expect(keptPaths([], {})).toEqual([]);
});

test('there are as many as init takes', () => {
  const paths = Array.from({ length: 65 }, (_, index) => `p${index}`);
  expect(keptPaths(paths.slice(1), shown('/project'))).toHaveLength(64);
  expect(() => keptPaths(paths, shown('/project'))).toThrow('--writable "p64": there are more than 64; name fewer');
});
