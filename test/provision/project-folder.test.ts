import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { hiddenIn } from '../../src/provision/hidden-files.ts';
import { projectFolder } from '../../src/provision/project-folder.ts';
import { withShownFolders } from '../../src/provision/shown-folders.ts';
import { toolFolders } from '../../src/provision/tool-folders.ts';
import { canBeShown, isSeen, seenPath } from '../../src/rootfs/shown-folder.ts';
import { write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('exec shows the current folder, but no home; run shows only what is named', () => {
  const at = (folder: string, isExec = true) => projectFolder({}, isExec, { folder, home: '/data/me' });
  expect(at('/data/me/project')).toEqual({ path: '/data/me/project', start: '/data/me/project' });
  expect(at('/tmp')).toEqual({ path: '/tmp', start: '/tmp' });
  for (const folder of ['/', '/home', '/home/other', '/root', '/data/me', '/data'])
    expect(at(folder), folder).toEqual({
      why: expect.stringContaining(`"${folder}", which is a home or has some in it`),
    });
  for (const folder of ['/proc/1', '/sys', '/dev', '/programs/x', '/artifacts'])
    expect(at(folder), folder).toEqual({ why: expect.stringContaining('something of its own') });
  expect(at('/data/me/project', false)).toEqual({});
  expect(projectFolder({}, true, { folder: undefined, home: '/data/me' })).toEqual({});
});

test('a folder that is named is shown under its real name, or it is an error', () => {
  const folder = ownFolder();
  const surroundings = { folder: '/', home: '/' };
  const named = (workdir: string) => projectFolder({ workdir }, false, surroundings);
  mkdirSync(join(folder, 'real'));
  symlinkSync('real', join(folder, 'link'));
  expect(named(join(folder, 'link'))).toEqual({ path: join(folder, 'real'), start: join(folder, 'real') });
  expect(() => named('/proc')).toThrow('--workdir "/proc": "/proc" cannot be shown');
  expect(() => named('/')).toThrow('cannot be shown');
  expect(() => named(join(folder, 'none'))).toThrow(/--workdir ".*none" does not exist; name a folder$/);
  expect(() => named(write(join(folder, 'file'), ''))).toThrow(/--workdir ".*file" is not a folder/);
});

test('a program of exec starts in the current folder if that lies in the one that is named', () => {
  const workdir = ownFolder();
  const start = (folder: string | undefined, isExec = true) =>
    projectFolder({ workdir }, isExec, { folder, home: '/' }).start;
  expect(start(join(workdir, 'a/b'))).toBe(join(workdir, 'a/b'));
  for (const folder of [workdir, '/', `${workdir}-other`, undefined]) expect(start(folder), folder).toBe(workdir);
  expect(start(join(workdir, 'a'), false)).toBe(workdir);
});

test('what guests have of their own is not covered', () => {
  for (const path of [
    '/tmp',
    '/tmp/x',
    '/root/x',
    '/work',
    '/run/x',
    '/dev/shm',
    '/dev/shm/x',
    '/processes',
    '/home/x',
  ])
    expect(canBeShown(path), path).toBe(true);
  for (const path of ['/', '/proc', '/sys/x', '/dev', '/dev/pts', '/programs', '/artifacts/x'])
    expect(canBeShown(path), path).toBe(false);
});

test('credentials are hidden, and what links among them lead to', () => {
  const folder = ownFolder();
  // Git names a submodule by its path, and keeps its own submodules in it.
  const submodules = ['a', 'vendor/lib/b', 'vendor/lib/c', 'a/modules/d/e'].map((name) => `.git/modules/${name}`);
  for (const name of [
    '.git/config',
    ...submodules.flatMap((name) => [`${name}/config`, `${name}/HEAD`, `${name}/objects/config`]),
    '.git/HEAD',
    '.ssh/id',
    'real/netrc',
    '.env',
    'mine',
    'own',
  ])
    write(join(folder, name), '');
  write(join(folder, 'me/.ssh/id'), '');
  symlinkSync('real/netrc', join(folder, '.netrc'));
  symlinkSync('/etc/passwd', join(folder, '.npmrc'));
  const hidden = hiddenIn(folder, ['mine', join(folder, 'own'), 'not-there', '/etc/passwd'], join(folder, 'me'));
  const expected = [
    '.git/config',
    ...submodules.map((name) => `${name}/config`).toSorted(),
    '.netrc',
    '.npmrc',
    '.ssh',
    'me/.ssh',
    'mine',
    'own',
    'real/netrc',
  ];
  expect(hidden.toSorted()).toEqual(expected);
});

test("Cargo's credentials are hidden in whatever folder is shown", () => {
  const folder = ownFolder();
  for (const name of ['.cache/cargo/credentials.toml', '.cache/cargo/bin/tool', 'credentials.toml'])
    write(join(folder, name), '');
  symlinkSync('.cache/cargo', join(folder, 'link'));
  vi.stubEnv('CARGO_HOME', join(folder, 'link'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const rootfs = { spec: 'minimal', path: ownFolder() };
  const { shown = [] } = withShownFolders(rootfs, { workdir: folder, hide: [] }, false, { warning() {} }).rootfs;
  expect(shown.map(({ hidden }) => hidden)).toEqual([['.cache/cargo/credentials.toml']]);
});

test('a file is seen at its path where its links stay in what is shown', () => {
  const [folder, other] = [ownFolder(), ownFolder()];
  const shown = [{ path: folder, place: folder, hidden: ['.ssh'], isProject: true }];
  write(join(folder, 'in'), '');
  write(join(folder, '.ssh/id'), '');
  write(join(other, 'out'), '');
  symlinkSync('in', join(folder, 'link'));
  symlinkSync(join(other, 'out'), join(folder, 'away'));
  symlinkSync('.ssh/id', join(folder, 'key'));
  const seen = ['in', 'link', 'away', 'key', '.ssh/id', 'none'].filter((name) => isSeen(shown, join(folder, name)));
  expect(seen).toEqual(['in', 'link']);
  expect(isSeen(shown, join(other, 'out'))).toBe(false);
  symlinkSync(folder, join(other, 'project'));
  expect(seenPath(shown, join(other, 'project/link'))).toBe(join(folder, 'link'));
  expect(seenPath(shown, join(other, 'project/key'))).toBeUndefined();
});

test("the tools' folders are those on the PATH, of languages and of version managers, where there are such", () => {
  const there = ['/h/.cargo', '/opt/go', '/v'];
  const tools = (environment: Record<string, string>) => toolFolders(environment, '/h', (path) => there.includes(path));
  expect(tools({ PATH: '/usr/bin:/h/bin:.:', GOPATH: '/opt/go', VIRTUAL_ENV: '/v', RUSTUP_HOME: '/none' })).toEqual({
    folders: ['/usr/bin', '/h/bin', '/h/.cargo', '/opt/go', '/v'],
    environment: { CARGO_HOME: '/h/.cargo', GOPATH: '/opt/go', VIRTUAL_ENV: '/v' },
  });
  expect(tools({})).toEqual({ folders: ['/h/.cargo'], environment: { CARGO_HOME: '/h/.cargo' } });
  there.push('/h/.pyenv', '/opt/java');
  expect(tools({ PATH: '/h/.pyenv/shims', JAVA_HOME: '/opt/java' })).toEqual({
    folders: ['/h/.pyenv/shims', '/h/.cargo', '/opt/java', '/h/.pyenv'],
    environment: { CARGO_HOME: '/h/.cargo', JAVA_HOME: '/opt/java', PYENV_ROOT: '/h/.pyenv' },
  });
});
